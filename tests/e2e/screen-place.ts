import type { Page } from 'playwright-core'
import { z } from 'zod'

const positionSchema = z.tuple([z.number(), z.number()])
const regionSchema = z.object({
  geometry: z.object({ coordinates: z.array(z.array(positionSchema)) }),
  children: z.array(z.object({ code: z.string(), name: z.string(), seat: positionSchema })),
})
type Place = z.infer<typeof positionSchema>

/** Texts that leave their box, lie on each other, or lie outside the window. */
export function misplacedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const leaves = [...document.querySelectorAll('.wall *')].filter(
      (element) =>
        element.closest('.maplibregl-map, svg, .visually-hidden') === null &&
        [...element.childNodes].some(
          (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
        ),
    )
    const boxes = leaves.map((element) => {
      const range = document.createRange()
      range.selectNodeContents(element)
      return { element, box: range.getBoundingClientRect(), text: element.textContent }
    })
    const faults: string[] = []
    for (const { element, box, text } of boxes) {
      if (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1)
        faults.push(`outside the window: ${text}`)
      const panel = element.closest('.panel, .head, .figure, .foot')?.getBoundingClientRect()
      if (panel !== undefined && (box.right > panel.right + 1 || box.bottom > panel.bottom + 2))
        faults.push(`leaves its panel: ${text}`)
    }
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(index + 1)) {
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue
        const wide =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left)
        const high =
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top)
        // Lines may touch by their leading, never by their letters.
        if (wide > 1 && high > 0.35 * Math.min(one.box.height, other.box.height))
          faults.push(`on each other: ${one.text} / ${other.text}`)
      }
    return faults
  })
}

/** The least size of what informs, in CSS pixels of this window. */
export function smallestType(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.min(
      ...[...document.querySelectorAll('.wall *')]
        .filter((element) =>
          [...element.childNodes].some(
            (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
          ),
        )
        .filter((element) => element.closest('.maplibregl-map') === null)
        .map((element) => Number.parseFloat(getComputedStyle(element).fontSize)),
    ),
  )
}

/** No ancestor of the map is scaled or moved by a transform: clicks would miss. */
export function transformsOverMap(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    let element = document.querySelector('.maplibregl-canvas')?.parentElement ?? null
    for (; element !== null; element = element.parentElement) {
      const { transform, scale } = getComputedStyle(element)
      if (transform !== 'none' || scale !== 'none') found.push(element.className)
    }
    return found
  })
}

/** A township with the place in the window where its seat must be by the county's own outline. */
export async function seatInWindow(page: Page, code: string): Promise<{ name: string; at: Place }> {
  const { geometry, children } = regionSchema.parse(
    await (await page.request.get('/api/regions/410622')).json(),
  )
  const township = children.find((child) => child.code === code)
  const box = await page.locator('.maplibregl-map').last().boundingBox()
  if (township === undefined || box === null) throw new Error('there is no such place on the map')
  const { name, seat } = township
  const outline = geometry.coordinates.flat().map(toMercator)
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)]
  const [west, east] = [Math.min(...xs), Math.max(...xs)]
  const [north, south] = [Math.min(...ys), Math.max(...ys)]
  // The frame's type is 1.1 units, and the county keeps two units from each edge of its map.
  const type = await page
    .locator('.wall .frame')
    .evaluate((frame) => getComputedStyle(frame).fontSize)
  const margins = (4 * Number.parseFloat(type)) / 1.1
  const scale = Math.min(
    (box.width - margins) / (east - west),
    (box.height - margins) / (south - north),
  )
  const [x, y] = toMercator(seat)
  return {
    name,
    at: [
      box.x + box.width / 2 + (x - (west + east) / 2) * scale,
      box.y + box.height / 2 + (y - (north + south) / 2) * scale,
    ],
  }
}

function toMercator([lng, lat]: Place): Place {
  return [lng / 360, -Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)]
}
