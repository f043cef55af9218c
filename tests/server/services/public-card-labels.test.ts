import { describe, expect, it } from 'vitest'
import { placeCardLabels, type Box } from '#server/services/public-card-labels.ts'

const box = (left: number, top: number, width: number, height: number): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
})
const SHEET = box(0, 0, 1000, 600)
const wish = (name: string, place: Box) => ({ name, code: '红', box: place })
const said = (wishes: ReturnType<typeof wish>[], points: Box[] = []) =>
  placeCardLabels(wishes, points, SHEET).map(({ lines }) => lines.join('/'))

describe('names on the small drawing', () => {
  it('stand on one line where there is room, on two where it is narrow', () => {
    expect(said([wish('液氨罐区', box(0, 0, 300, 200))])).toEqual(['液氨罐区·红'])
    expect(said([wish('液氨罐区', box(0, 0, 110, 200))])).toEqual(['液氨罐区/红'])
  })

  it('stand beside a zone too small for them, where the ground is free', () => {
    const [label] = placeCardLabels([wish('配电室', box(500, 300, 40, 30))], [], SHEET)
    expect(label).toMatchObject({ lines: ['配电室·红'], x: 520 })
    expect(label?.y).toBeGreaterThan(330)
  })

  it('give way to the colour’s word in a zone too small for a name', () => {
    const small = box(480, 280, 40, 40)
    const around = [box(0, 0, 1000, 279), box(0, 321, 1000, 279), box(0, 0, 479, 600)].concat(
      box(521, 0, 479, 600),
    )
    expect(said([wish('配电室与控制室', small)], around)).toEqual(['红'])
  })

  it('cover neither each other nor a point', () => {
    const zones = Array.from({ length: 12 }, (_, index) =>
      wish(`第${index}车间`, box((index % 4) * 130, Math.floor(index / 4) * 90, 125, 85)),
    )
    const points = zones.map(({ box: { left, top } }) => box(left + 48, top + 30, 30, 30))
    const labels = placeCardLabels(zones, points, SHEET)
    const boxes = labels.map(({ x, y, size, lines }) => {
      const width = Math.max(...lines.map((line) => line.length)) * size * 0.9
      const height = lines.length * size
      return box(x - width / 2, y - height / 2, width, height)
    })
    const overlaps = (one: Box, other: Box) =>
      one.left < other.right &&
      other.left < one.right &&
      one.top < other.bottom &&
      other.top < one.bottom
    for (const [index, one] of boxes.entries())
      for (const other of [...points, ...boxes.slice(index + 1)])
        expect(overlaps(one, other), `${index}`).toBe(false)
    expect(labels.every(({ lines }) => lines.join('').includes('红'))).toBe(true)
  })
})
