import type { Map as GlMap } from 'maplibre-gl'
import { expect, test } from 'vitest'
import { leaveOutHiddenSky } from '#web/map/hidden-sky.ts'

/** What a map's painter draws with, shared by all maps of a page, and how often the sky was drawn. */
function library() {
  const drawn = { sky: 0 }
  const shared = { sky: () => (drawn.sky += 1), line: () => undefined }
  const map = () => ({ painter: { drawFunctions: shared } }) as unknown as GlMap
  const drawSky = (of: GlMap, pitch: number) =>
    of.painter.drawFunctions.sky(null as never, { transform: { pitch } } as never)
  return { drawn, shared, map, drawSky }
}

test('the sky is drawn when a map is tilted, and left out seen from straight above', () => {
  const { drawn, map, drawSky } = library()
  const tilted = map()
  leaveOutHiddenSky(tilted)
  drawSky(tilted, 0)
  expect(drawn.sky).toBe(0)
  drawSky(tilted, 0.5)
  drawSky(tilted, 50)
  expect(drawn.sky).toBe(2)
})

test('all else is drawn as before, and another map’s sky too', () => {
  const { drawn, shared, map, drawSky } = library()
  const one = map()
  leaveOutHiddenSky(one)
  expect(one.painter.drawFunctions.line).toBe(shared.line)
  drawSky(map(), 0)
  expect(drawn.sky).toBe(1)
})
