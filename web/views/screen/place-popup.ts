/** A popup takes up to this share of the window beside the place it tells of. */
const WIDTH_SHARE = 0.2
const HEIGHT_SHARE = 0.28
const GAP_PIXELS = 12

/** Where a popup beside a place stays inside the window. Units: window pixels */
export function placePopup([x, y]: readonly [number, number]): readonly [number, number] {
  const { innerWidth, innerHeight } = window
  return [
    Math.max(GAP_PIXELS, Math.min(x + GAP_PIXELS, innerWidth * (1 - WIDTH_SHARE))),
    Math.max(GAP_PIXELS, Math.min(y + GAP_PIXELS, innerHeight * (1 - HEIGHT_SHARE))),
  ]
}
