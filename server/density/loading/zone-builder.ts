/**
 * Zones (风险分区) gathered in columns, enterprise by enterprise, with the boxes that tell which are
 * near. 57 bytes a zone, 5 a ring, 16 a corner and 36 an enterprise, in room that doubles and is
 * cut when the segment is sealed.
 */
import { float64s, uint32s, uint8s } from '../growing.ts'
import { IdBuilder } from './id-builder.ts'
import type { Outline } from './outline.ts'
import type { ZoneColumns } from '../columns/zone-columns.ts'

/** Gathers zones in columns, enterprise by enterprise. */
export class ZoneBuilder {
  readonly #starts = uint32s()
  readonly #ownerBoxes = float64s()
  readonly #ids = new IdBuilder()
  readonly #name = uint32s()
  readonly #pair = uint8s()
  readonly #boxes = float64s()
  readonly #ringStart = uint32s()
  readonly #isOuter = uint8s()
  readonly #cornerStart = uint32s()
  readonly #corners = float64s()
  readonly #box = [Infinity, Infinity, -Infinity, -Infinity]

  /** Begin the next enterprise; the zones that are added from now on are its. */
  beginEnterprise(): void {
    this.#starts.push(this.#name.length)
    this.#ownerBoxes.push(Infinity)
    this.#ownerBoxes.push(Infinity)
    this.#ownerBoxes.push(-Infinity)
    this.#ownerBoxes.push(-Infinity)
  }

  add(id: string, name: number, pair: number, outline: Outline): void {
    this.#ids.add(id)
    this.#name.push(name)
    this.#pair.push(pair)
    this.#ringStart.push(this.#isOuter.length)
    const box = this.#box
    box[0] = box[1] = Infinity
    box[2] = box[3] = -Infinity
    this.#addRings(outline)
    const owner = this.#ownerBoxes.values().subarray(-4)
    for (let side = 0; side < 4; side += 1) {
      const value = box[side] as number
      this.#boxes.push(value)
      const own = owner[side] as number
      owner[side] = side < 2 ? Math.min(own, value) : Math.max(own, value)
    }
  }

  seal(): ZoneColumns {
    const count = this.#name.length
    this.#starts.push(count)
    this.#ringStart.push(this.#isOuter.length)
    this.#cornerStart.push(this.#corners.length / 2)
    return {
      count,
      starts: this.#starts.cut(),
      ownerBoxes: this.#ownerBoxes.cut(),
      ids: this.#ids.seal(),
      name: this.#name.cut(),
      pair: this.#pair.cut(),
      boxes: this.#boxes.cut(),
      ringStart: this.#ringStart.cut(),
      isOuter: this.#isOuter.cut(),
      cornerStart: this.#cornerStart.cut(),
      corners: this.#corners.cut(),
    }
  }

  #addRings({ corners, ringEnds, ringCount, polygonEnds }: Outline): void {
    let [polygon, corner, isOuter] = [0, 0, true]
    for (let ring = 0; ring < ringCount; ring += 1) {
      // A polygon without rings has no ring to begin with.
      while (ring === polygonEnds[polygon]) [polygon, isOuter] = [polygon + 1, true]
      this.#isOuter.push(isOuter ? 1 : 0)
      this.#cornerStart.push(this.#corners.length / 2)
      for (; corner < (ringEnds[ring] as number); corner += 1) {
        const lng = corners[corner * 2] as number
        const lat = corners[corner * 2 + 1] as number
        this.#corners.push(lng)
        this.#corners.push(lat)
        if (isOuter) this.#widen(lng, lat)
      }
      isOuter = false
    }
  }

  #widen(lng: number, lat: number): void {
    const box = this.#box
    if (lng < (box[0] as number)) box[0] = lng
    if (lat < (box[1] as number)) box[1] = lat
    if (lng > (box[2] as number)) box[2] = lng
    if (lat > (box[3] as number)) box[3] = lat
  }
}
