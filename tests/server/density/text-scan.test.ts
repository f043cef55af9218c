import fc from 'fast-check'
import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { HAZARD_STATES } from '#domain/hazard.ts'
import { ListTable } from '#server/density/loading/list-table.ts'
import { Outline } from '#server/density/loading/outline.ts'
import { FewTexts, TextTable } from '#server/density/loading/text-table.ts'
import { takeTimeline } from '#server/density/loading/timeline-scan.ts'
import { stateNumber } from '#server/density/columns/segment.ts'
import { dayAt, fromDate, timeAt, toTime } from '#server/store/column.ts'
import type { HazardTimeline } from '#server/store/hazard.ts'

/** What is scanned must be what JSON and Date.parse make of the same text, be it as usual or not. */
const moments = fc.date({
  min: new Date('0000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const days = moments.map((date) => fromDate(date).slice(0, 10))

/** A text in which one character is another. */
const changed = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(texts, fc.nat(), fc.constantFrom(...Array.from('0123456789-+.:,TZe"[]{} \\x'), '１', ''))
    .map(([text, at, by]) => {
      const place = at % Math.max(1, text.length)
      return text.slice(0, place) + by + text.slice(place + 1)
    })

describe('a moment of a text', () => {
  it('is what Date.parse says, where it stands as it is written', () => {
    const around = fc.tuple(fc.string({ maxLength: 5 }), moments, fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(around, ([before, moment, after]) => {
        const text = before + fromDate(moment) + after
        expect(timeAt(text, before.length)).toBe(moment.getTime())
        const day = fromDate(moment).slice(0, 10)
        expect(dayAt(text, before.length)).toBe(Date.parse(day) / 86_400_000)
      }),
    )
  })

  it('is what Date.parse says of any other text', () => {
    fc.assert(
      fc.property(changed(moments.map(fromDate)), (text) => {
        expect(toTime(text)).toBe(Date.parse(text))
      }),
      { numRuns: 2_000 },
    )
  })
})

interface Told {
  states: [number, number][]
  deadlines: [number, number][]
}

function told(text: string): Told {
  const heard: Told = { states: [], deadlines: [] }
  takeTimeline(text, {
    putState: (at, state) => void heard.states.push([at, state]),
    putDeadline: (at, day) => void heard.deadlines.push([at, day]),
    dropTimeline: () => {
      heard.states = []
      heard.deadlines = []
    },
  })
  return heard
}

function parsed(text: string): Told {
  const { states, deadlines } = JSON.parse(text) as HazardTimeline
  return {
    states: states.map(([at, state]) => [Date.parse(at), stateNumber(state)]),
    deadlines: deadlines.map(([at, day]) => [Date.parse(at), Date.parse(day) / 86_400_000]),
  }
}

const timelines = fc
  .record({
    states: fc.array(fc.tuple(moments.map(fromDate), fc.constantFrom(...HAZARD_STATES))),
    deadlines: fc.array(fc.tuple(moments.map(fromDate), days), { maxLength: 3 }),
  })
  .map((timeline) => JSON.stringify(timeline))

describe('a timeline of a hazard', () => {
  it('is what JSON says of the same text', () => {
    fc.assert(
      fc.property(timelines, (text) => {
        expect(told(text)).toEqual(parsed(text))
      }),
    )
  })

  it('is what JSON says of text in another form, and no other is taken', () => {
    const spaced = timelines.map((text) => JSON.stringify(JSON.parse(text), null, 1))
    const turned = timelines.map((text) => {
      const { states, deadlines } = JSON.parse(text) as HazardTimeline
      return JSON.stringify({ deadlines, states })
    })
    fc.assert(
      fc.property(fc.oneof(spaced, turned, changed(timelines)), (text) => {
        expect(outcome(() => told(text))).toEqual(outcome(() => parsed(text)))
      }),
      { numRuns: 3_000 },
    )
  })
})

/** What a reading gives; that it fails is one outcome, whatever it says. */
function outcome<T>(read: () => T): T | 'fails' {
  try {
    return read()
  } catch {
    return 'fails'
  }
}

function plain(outline: Outline) {
  const { corners, cornerCount, ringEnds, ringCount, polygonEnds, polygonCount } = outline
  return {
    corners: corners.slice(0, cornerCount * 2),
    rings: ringEnds.slice(0, ringCount),
    polygons: polygonEnds.slice(0, polygonCount),
  }
}

const degrees = fc.oneof(
  fc.integer({ min: -180_000_000_000, max: 180_000_000_000 }).map((whole) => whole / 1e9),
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.constantFrom(0, -0, 180, 1e-7, 114.123_456_789_012_34),
)
const corners = fc.tuple(degrees, degrees)
const rings = fc.array(fc.array(corners, { maxLength: 40 }), { maxLength: 4 })
const geometries = fc.oneof(
  rings.map((coordinates): Polygon => ({ type: 'Polygon', coordinates })),
  fc
    .array(rings, { maxLength: 3 })
    .map((coordinates): MultiPolygon => ({ type: 'MultiPolygon', coordinates })),
  fc
    .array(fc.tuple(degrees, degrees, degrees))
    .map((ring): Polygon => ({ type: 'Polygon', coordinates: [ring] })),
)

describe('an outline of a zone', () => {
  const outline = new Outline()
  const other = new Outline()
  const fromText = (text: string) => {
    outline.readText(text)
    return plain(outline)
  }
  const fromJson = (text: string) => {
    other.read(JSON.parse(text) as Polygon)
    return plain(other)
  }

  it('is bit for bit what JSON says of the same text', () => {
    fc.assert(
      fc.property(geometries, (geometry) => {
        const text = JSON.stringify(geometry)
        expect(fromText(text)).toEqual(fromJson(text))
      }),
    )
  })

  it('is what JSON says of text in another form, and no other is taken', () => {
    const texts = geometries.map((geometry) => JSON.stringify(geometry))
    fc.assert(
      fc.property(changed(texts), (text) => {
        expect(outcome(() => fromText(text))).toEqual(outcome(() => fromJson(text)))
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('a table of texts', () => {
  it('has a number for each that came, in the order of coming', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.nat(3_000).map((n) => `${n}#示例储罐`),
      fc.nat(3).map((n) => `${'示例'.repeat(40_000)}${n}`),
    )
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 2_000, size: 'max' }), (all) => {
        const table = new TextTable()
        const numbers = new Map<string, number>()
        for (const text of all) {
          if (!numbers.has(text)) numbers.set(text, numbers.size)
          expect(table.numberOf(text)).toBe(numbers.get(text))
        }
        expect(table.texts()).toEqual([...numbers.keys()])
      }),
      { numRuns: 30 },
    )
  })
})

describe('a table of lists', () => {
  it('has a number for each that came, whatever they begin with', () => {
    const lists = fc.array(fc.constantFrom('A01', 'A02', 'A17', '', 'A0', '1A'), { maxLength: 5 })
    fc.assert(
      fc.property(fc.array(lists, { maxLength: 2_000, size: 'max' }), (all) => {
        const table = new ListTable()
        const numbers = new Map<string, number>()
        for (const list of all) {
          const text = JSON.stringify(list)
          if (!numbers.has(text)) numbers.set(text, numbers.size)
          expect(table.numberOf(list)).toBe(numbers.get(text))
        }
        expect(table.lists().map((list) => JSON.stringify(list))).toEqual([...numbers.keys()])
      }),
      { numRuns: 30 },
    )
  })
})

describe('texts of a column that has few', () => {
  it('have the numbers that the whole table has, also when they are many after all', () => {
    const all = new TextTable()
    const few = new FewTexts(all)
    const texts = Array.from({ length: 900 }, (_, n) => `示例部门 ${(n * 7) % 600}`)
    const numbers = texts.map((text) => few.numberOf(text))
    expect(numbers).toEqual(texts.map((text) => all.numberOf(text)))
    expect(numbers.map((number) => all.texts()[number])).toEqual(texts)
  })
})
