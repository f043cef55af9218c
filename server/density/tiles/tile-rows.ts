/**
 * Rows of one noun as tiles read them (点位取数): by their index in the columns, so that places, levels
 * and marks are looked up only of the rows that a tile shows.
 *
 * A tile's rows are a view of the selected ones, found by two binary searches. While points are not
 * listed yet, those of the tile's own run are looked through, up to 65,536 of them, and take
 * 4 bytes each; enterprises, which are few, are all looked at. 9 bytes an enterprise of their
 * places are kept as long as the segment.
 */
import type { LevelBasis } from '#domain/filter-keys.ts'
import { worldSteps } from '../columns/curve.ts'
import type { EnterpriseColumns } from '../columns/enterprise-columns.ts'
import { idAt } from '../columns/id-column.ts'
import { placedRows } from '../columns/placed-rows.ts'
import { ABSENT, APPROXIMATE, MAJOR, NO_ROW, OWN_PLACE } from '../columns/segment.ts'
import type { Segment } from '../columns/segment.ts'
import { pointsOfRun } from '../columns/select-points.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { tileRun } from '../columns/tile-run.ts'
import { textAt } from '../columns/text-column.ts'
import type { TileSquare } from '../columns/tile-run.ts'
import { LEVEL_NUMBERS } from '../columns/level-numbers.ts'

/** What is drawn as points (点位图层). */
export const POINT_NOUNS = ['enterprises', 'risk-points', 'hazards'] as const
export type PointNoun = (typeof POINT_NOUNS)[number]

/** A row as a tile shows it by itself. */
export interface SingleRow {
  readonly id: string
  readonly enterpriseId: string
  readonly worldX: number
  readonly worldY: number
  /** 0 is unassessed. */
  readonly level: number
  readonly properties: Readonly<Record<string, string | number | boolean>>
}

/** Rows of one noun in one selected segment, as tiles read them: by their index in that segment. */
export interface TileRows {
  /** Indices of the rows that lie in a tile. */
  within(square: TileSquare): Uint32Array
  /** All that have a place; but for enterprises, along the curve. */
  all(): Uint32Array
  /** Places of the rows, for who reads very many. */
  readonly places: { readonly x: Uint32Array; readonly y: Uint32Array }
  readonly worldX: (row: number) => number
  readonly worldY: (row: number) => number
  /** 0 is unassessed. */
  readonly level: (row: number) => number
  /** Whether rows may be major or overdue: no others are. */
  readonly areHazards: boolean
  readonly major: (row: number) => boolean
  readonly overdue: (row: number) => boolean
  /** Number of the enterprise in the segment. */
  readonly enterprise: (row: number) => number
  readonly single: (row: number) => SingleRow
}

/** The rows that a selection has of one noun in one segment; `level` is the row's, or its point's. */
export function tileRows(part: SelectedSegment, noun: PointNoun, basis: LevelBasis): TileRows {
  switch (noun) {
    case 'enterprises':
      return enterpriseRows(part, basis)
    case 'risk-points':
      return pointRows(part, basis)
    case 'hazards':
      return hazardRows(part, basis)
  }
}

const never = (): boolean => false

/** A tile of no more rows than this is looked through; for one of more all that are selected are listed. */
const MOST_LOOKED_THROUGH = 65_536

/** The points that lie in a tile: while they are not listed, those of the tile's own run are looked through. */
function pointsWithin(part: SelectedSegment, square: TileSquare): Uint32Array {
  const { at, groups, arePointsListed } = part
  const { points } = at.segment
  if (groups !== null && !arePointsListed) {
    const [start, end] = tileRun(points, null, square)
    if (end - start <= MOST_LOOKED_THROUGH) return pointsOfRun(at, groups, start, end)
  }
  return part.points.subarray(...tileRun(points, part.points, square))
}

/** Points are listed when all are asked for, or those of a tile from afar, and not before. */
function pointRows(part: SelectedSegment, basis: LevelBasis): TileRows {
  const { at } = part
  const { points } = at.segment
  const levels = LEVEL_NUMBERS[basis]
  const level = (row: number) => levels[at.pair[row] as number] as number
  return {
    within: (square) => pointsWithin(part, square),
    all: () => placedRows(points, part.points),
    places: { x: points.worldX, y: points.worldY },
    worldX: (row) => points.worldX[row] as number,
    worldY: (row) => points.worldY[row] as number,
    level,
    areHazards: false,
    major: never,
    overdue: never,
    enterprise: (row) => points.enterprise[row] as number,
    single(row) {
      const flags = points.flags[row] as number
      const approximate = (flags & APPROXIMATE) !== 0 || (flags & OWN_PLACE) === 0
      return {
        id: idAt(points.ids, row),
        enterpriseId: idAt(at.segment.enterprises.ids, points.enterprise[row] as number),
        worldX: points.worldX[row] as number,
        worldY: points.worldY[row] as number,
        level: level(row),
        properties: approximate ? { approximate } : {},
      }
    },
  }
}

function hazardRows({ at, hazards: rows }: SelectedSegment, basis: LevelBasis): TileRows {
  const { hazards } = at.segment
  const levels = LEVEL_NUMBERS[basis]
  const level = (row: number) => {
    const point = hazards.point[row] as number
    const pair = point === NO_ROW ? ABSENT : (at.pair[point] as number)
    return pair === ABSENT ? 0 : (levels[pair] as number)
  }
  const major = (row: number) => ((hazards.flags[row] as number) & MAJOR) !== 0
  const overdue = (row: number) => (at.overdueDays[row] as number) > 0
  return {
    within: (square) => rows.subarray(...tileRun(hazards, rows, square)),
    all: () => placedRows(hazards, rows),
    places: { x: hazards.worldX, y: hazards.worldY },
    worldX: (row) => hazards.worldX[row] as number,
    worldY: (row) => hazards.worldY[row] as number,
    level,
    areHazards: true,
    major,
    overdue,
    enterprise: (row) => hazards.enterprise[row] as number,
    single: (row) => ({
      id: idAt(hazards.ids, row),
      enterpriseId: idAt(at.segment.enterprises.ids, hazards.enterprise[row] as number),
      worldX: hazards.worldX[row] as number,
      worldY: hazards.worldY[row] as number,
      level: level(row),
      properties: {
        hazardLevel: major(row) ? 'major' : 'general',
        major: major(row),
        overdue: overdue(row),
      },
    }),
  }
}

function enterpriseRows({ at, enterprises: rows }: SelectedSegment, basis: LevelBasis): TileRows {
  const { x, y, placed } = enterprisePlaces(at.segment)
  const { ids, name } = at.segment.enterprises
  const levels = LEVEL_NUMBERS[basis]
  const level = (row: number) => {
    return at.owners.there[row] === 1 ? (levels[at.owners.pair[row] as number] as number) : 0
  }
  return {
    within({ x: left, y: top, side }) {
      const isIn = (step: number, from: number) => step >= from && step < from + side
      return rows.filter(
        (row) => placed[row] === 1 && isIn(x[row] as number, left) && isIn(y[row] as number, top),
      )
    },
    all: () => rows.filter((row) => placed[row] === 1),
    places: { x, y },
    worldX: (row) => x[row] as number,
    worldY: (row) => y[row] as number,
    level,
    areHazards: false,
    major: never,
    overdue: never,
    enterprise: (row) => row,
    single: (row) => ({
      id: idAt(ids, row),
      enterpriseId: idAt(ids, row),
      worldX: x[row] as number,
      worldY: y[row] as number,
      level: level(row),
      properties: { name: textAt(name, row) ?? '' },
    }),
  }
}

interface EnterprisePlaces {
  readonly x: Uint32Array
  readonly y: Uint32Array
  /** 1 where there is a place. */
  readonly placed: Uint8Array
}

const placesOf = new WeakMap<Segment, EnterprisePlaces>()

function enterprisePlaces(segment: Segment): EnterprisePlaces {
  let places = placesOf.get(segment)
  if (places === undefined) {
    places = makePlaces(segment.enterprises)
    placesOf.set(segment, places)
  }
  return places
}

function makePlaces({ count, lng, lat }: EnterpriseColumns): EnterprisePlaces {
  const [x, y] = [new Uint32Array(count), new Uint32Array(count)]
  const placed = new Uint8Array(count)
  for (let number = 0; number < count; number += 1) {
    const own = lng[number] as number
    if (Number.isNaN(own)) continue
    const [stepX, stepY] = worldSteps(own, lat[number] as number)
    x[number] = stepX
    y[number] = stepY
    placed[number] = 1
  }
  return { x, y, placed }
}
