import { pointTile } from '#server/density/tiles/point-tile.ts'
import { vectorTile } from '#server/density/tiles/vector-tile.ts'
import type { TileAddress } from '../county-tiles.ts'
import { freshMoment } from '../county-filters.ts'
import type { Goal, Report } from '../report.ts'
import { goalsOf } from '../size-goals.ts'
import { spreadOf, timeOf } from '../timing.ts'
import { countOf } from './counted-tile.ts'
import { heldTiles, sampleTiles } from './held-tiles.ts'
import { NOUN } from './memory-index.ts'
import type { MemoryFacts, MemoryIndex } from './memory-index.ts'
import { rowsAsked } from './point-rows.ts'
import type { PointRows } from './point-rows.ts'
import {
  filterOf,
  firstFilters,
  pairsOfSectors,
  scopedTo,
  scopeFor,
  UNFILTERED,
} from './questions.ts'
import type { Question } from './questions.ts'
import { assertSameCount } from './same-count.ts'
import { middleByZoom, spreadOverZooms, timesOf } from './zoom-spread.ts'
import type { TileTime } from './zoom-spread.ts'

/** Tiles of a zoom that are asked for one question. */
const TILES_A_ZOOM = 100

/** A question with the tiles that hold anything of it, and how long each took us. */
export interface AskedTiles {
  readonly question: Question
  /** Of the plain columns. */
  readonly asked: Uint32Array
  readonly tiles: readonly TileAddress[]
  /** Selecting is not in them. */
  readonly times: readonly TileTime[]
}

/** Points counted in cells at every zoom, as those it is compared with do. */
export function cellsTile(
  { selection }: MemoryFacts,
  [z, x, y]: TileAddress,
  basis: 'current' | 'inherent' = 'current',
): Uint8Array | null {
  return pointTile(selection.parts, z, x, y, { noun: NOUN, basis, singlesFromZoom: Infinity })
}

/** The questions compared: nothing limited, the two largest sectors, the largest township. */
function questionsOver(rows: PointRows): Question[] {
  const [one = '', other = ''] = largestFirst(rows.sector, rows.sectors)
  const [township = ''] = largestFirst(rows.township, rows.townships)
  return [UNFILTERED, ...pairsOfSectors([one, other]), scopedTo(township)]
}

function largestFirst(numbers: Uint16Array, names: readonly string[]): string[] {
  const counts = new Float64Array(names.length)
  for (const number of numbers) counts[number] = (counts[number] as number) + 1
  return names
    .map((name, at) => ({ name, count: counts[at] as number }))
    .sort((a, b) => b.count - a.count)
    .map(({ name }) => name)
}

/** Vector tiles of risk points, each computed from the index. */
export async function benchCellTiles(
  index: MemoryIndex,
  rows: PointRows,
  report: Report,
): Promise<AskedTiles[]> {
  const { cellTile: goal } = goalsOf({ riskPoints: rows.count })
  const found: AskedTiles[] = []
  for (const question of questionsOver(rows)) {
    const asked = rowsAsked(rows, question)
    const tiles = sampleTiles(heldTiles(rows, asked), TILES_A_ZOOM)
    const facts = index.select(filterOf(question), scopeFor(question))
    // What a server has compiled after its first answers is compiled here too.
    for (const tile of tiles) if (tile[0] % 3 === 0) cellsTile(facts, tile, 'inherent')
    await assertSameCount(rows, asked, (tile) => countOf(cellsTile(facts, tile)))
    const times = timesOf(tiles, (tile) => cellsTile(facts, tile))
    const name = `vector tile of cells, ${question.name}`
    report({ name, value: spreadOverZooms(times), unit: 'ms', goal })
    report({ name: `${name}, p50 by zoom`, value: middleByZoom(times), unit: 'ms', goal: null })
    const options = { noun: NOUN, basis: 'current', scope: scopeFor(question) } as const
    const answered = timesOf(tiles, ([z, x, y]) => vectorTile(facts, z, x, y, options))
    report({
      name: `vector tile, single points from zoom 13, ${question.name}`,
      value: spreadOverZooms(answered),
      unit: 'ms',
      goal: null,
    })
    found.push({ question, asked, tiles, times })
  }
  await benchFirstTiles(index, rows, goal, report)
  return found
}

/** The first tile of a filter, for which rows are selected; and of a day, for which all are looked at. */
async function benchFirstTiles(
  index: MemoryIndex,
  rows: PointRows,
  goal: Goal,
  report: Report,
): Promise<void> {
  const asked = firstFilters(rows.sectors).flatMap((question, at) => {
    const tiles = heldTiles(rows, rowsAsked(rows, question)).get(6 + (at % 11)) ?? []
    const tile = tiles[at % tiles.length]
    return tile === undefined ? [] : [{ question, tile }]
  })
  // Looking for tiles left sets of millions of numbers: what collects them is no part of an answer.
  globalThis.gc?.()
  const first: number[] = []
  for (const { question, tile } of asked) {
    const make = () => cellsTile(index.select(filterOf(question), scopeFor(question)), tile)
    first.push(await timeOf(make))
  }
  const name = 'vector tile of cells, first of a filter'
  report({ name, value: spreadOf(first), unit: 'ms', goal })
  const ofDay: number[] = []
  for (const [tile] of [...heldTiles(rows, rowsAsked(rows, UNFILTERED)).values()].slice(-5)) {
    if (tile === undefined) continue
    const select = () => index.select(filterOf(UNFILTERED), scopeFor(UNFILTERED), freshMoment())
    ofDay.push(await timeOf(() => cellsTile(select(), tile)))
  }
  const unit = 'ms'
  report({ name: 'vector tile of cells, first of a day', value: spreadOf(ofDay), unit, goal: null })
}
