/**
 * An outline in plain numbers (轮廓), read from GeoJSON or from its text, so that a zone makes no
 * objects on its way into columns: one serves many in turn.
 *
 * 4.5 KiB of room at first, doubled for an outline of more than 256 corners or 64 rings, as long as
 * the segment is gathered; 16 bytes a corner, 4 a ring and 4 a polygon. A text is gone through once
 * where it is as the store writes it, else as any JSON is.
 */
import type { MultiPolygon, Polygon } from 'geojson'
import { noteNumber, notePair } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'

const FIRST_CORNERS = 256
const FIRST_RINGS = 64

/** An outline (轮廓) in plain numbers, another one each time it reads. */
export class Outline {
  /** Longitude and latitude of each corner, WGS 84. */
  corners = new Float64Array(FIRST_CORNERS * 2)
  /** Corners of all rings to the end of each. */
  ringEnds = new Uint32Array(FIRST_RINGS)
  /** Rings of all polygons to the end of each; the first ring of each is its outer one. */
  polygonEnds = new Uint32Array(FIRST_RINGS)
  cornerCount = 0
  ringCount = 0
  polygonCount = 0
  #text = ''
  /** The next character of the text. */
  #at = 0

  /** Take another outline. */
  read(geometry: Polygon | MultiPolygon): void {
    this.#begin()
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
    for (const rings of polygons) {
      for (const ring of rings) {
        for (const [lng = Number.NaN, lat = Number.NaN] of ring) this.#addCorner(lng, lat)
        this.#endRing()
      }
      this.#endPolygon()
    }
  }

  /**
   * Take another outline from its text (轮廓文字), without making objects of it.
   *
   * A polygon just as the store writes it is read digit by digit; all else as any JSON is, with the same
   * outcome.
   */
  readText(text: string): void {
    this.#text = text
    if (!this.#scan()) this.read(JSON.parse(text) as Polygon | MultiPolygon)
  }

  #begin(): void {
    this.cornerCount = this.ringCount = this.polygonCount = 0
  }

  #addCorner(lng: number, lat: number): void {
    const at = this.cornerCount * 2
    if (at === this.corners.length) this.corners = larger(this.corners, Float64Array)
    this.corners[at] = lng
    this.corners[at + 1] = lat
    this.cornerCount += 1
  }

  #endRing(): void {
    if (this.ringCount === this.ringEnds.length) this.ringEnds = larger(this.ringEnds, Uint32Array)
    this.ringEnds[this.ringCount] = this.cornerCount
    this.ringCount += 1
  }

  #endPolygon(): void {
    if (this.polygonCount === this.polygonEnds.length)
      this.polygonEnds = larger(this.polygonEnds, Uint32Array)
    this.polygonEnds[this.polygonCount] = this.ringCount
    this.polygonCount += 1
  }

  /** Shape: → false where the text is of another form */
  #scan(): boolean {
    if (!this.#text.startsWith(POLYGON)) return false
    this.#begin()
    this.#at = POLYGON.length
    do {
      if (!this.#takes(OPEN)) return false
      do {
        if (!this.#scanCorner()) return false
      } while (this.#takes(COMMA))
      if (!this.#takes(CLOSE)) return false
      this.#endRing()
    } while (this.#takes(COMMA))
    this.#endPolygon()
    return this.#at + END.length === this.#text.length && this.#text.endsWith(END)
  }

  #scanCorner(): boolean {
    if (!this.#takes(OPEN)) return false
    const lng = this.#scanNumber()
    if (!this.#takes(COMMA)) return false
    const lat = this.#scanNumber()
    if (!this.#takes(CLOSE)) return false
    this.#addCorner(lng, lat)
    return !Number.isNaN(lng) && !Number.isNaN(lat)
  }

  /** Whether a character comes next: it is passed then. */
  #takes(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at += 1
    return true
  }

  /**
   * A number of so few digits that its digits and the power of ten they are divided by are both exact:
   * their quotient is then the nearest double, which is what JSON's number is.
   * Shape: NaN for any other
   */
  #scanNumber(): number {
    const text = this.#text
    const isNegative = this.#takes(MINUS)
    let at = this.#at
    const first = at
    let point = -1
    let digits = 0
    for (; ; at += 1) {
      const digit = text.charCodeAt(at) - ZERO
      if (digit >= 0 && digit <= 9) digits = digits * 10 + digit
      else if (digit === POINT - ZERO && point < 0) point = at
      else break
    }
    this.#at = at
    const wholeDigits = (point < 0 ? at : point) - first
    const isPlain = wholeDigits === 1 || (wholeDigits > 1 && text.charCodeAt(first) !== ZERO)
    if (!isPlain || point === at - 1 || at - first > MOST_CHARACTERS) return Number.NaN
    const value = point < 0 ? digits : digits / (POWERS_OF_TEN[at - point - 1] as number)
    return isNegative ? -value : value
  }
}

const POLYGON = '{"type":"Polygon","coordinates":['
const END = ']}'

const COMMA = 44
const MINUS = 45
const POINT = 46
const ZERO = 48
const OPEN = 91
const CLOSE = 93

/** Fifteen digits, and a point where there is one: whole numbers of so many digits are exact. */
const MOST_CHARACTERS = 15
/** Exact up to 10²². */
const POWERS_OF_TEN = Array.from({ length: MOST_CHARACTERS }, (_, power) => 10 ** power)

/** Room for twice as many, with what there is. */
function larger<T extends Float64Array | Uint32Array>(
  full: T,
  Column: new (length: number) => T,
): T {
  const room = new Column(full.length * 2)
  room.set(full)
  return room
}

/** Take an outline (轮廓) into a fingerprint: how many rings and corners there are, and where. */
export function noteOutline(
  mark: Fingerprint,
  { corners, ringEnds, polygonEnds, polygonCount }: Outline,
): void {
  let [ring, corner] = [0, 0]
  for (let polygon = 0; polygon < polygonCount; polygon += 1) {
    const end = polygonEnds[polygon] as number
    notePair(mark, end - ring, 0)
    for (; ring < end; ring += 1) {
      const last = ringEnds[ring] as number
      notePair(mark, last - corner, 0)
      for (; corner < last; corner += 1) {
        noteNumber(mark, corners[corner * 2] as number)
        noteNumber(mark, corners[corner * 2 + 1] as number)
      }
    }
  }
}
