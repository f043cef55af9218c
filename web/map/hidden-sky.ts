import type { Map as GlMap } from 'maplibre-gl'

/**
 * Leave the sky (天空) out while the map is looked at from straight above, where none is in sight. The
 * renderer draws it over the whole picture all the same: without a GPU a quarter of each frame.
 *
 * To be called for a new map, and again when its lost picture came back: it has another painter then.
 */
export function leaveOutHiddenSky({ painter }: GlMap): void {
  const drawn = painter.drawFunctions
  painter.drawFunctions = {
    ...drawn,
    sky: (mesh, frame) => {
      if (frame.transform.pitch > 0) drawn.sky(mesh, frame)
    },
  }
}
