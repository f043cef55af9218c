import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The two invented pictures every closed same-day fix shows: before and after. */
export interface SamplePhoto {
  readonly id: string
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly mime: string
}

function readPhoto(file: string): SamplePhoto {
  const bytes = readFileSync(new URL(`../../data/sample/${file}`, import.meta.url))
  const id = createHash('sha256').update(bytes).digest('hex')
  return { id, bytes, width: 480, height: 320, mime: 'image/png' }
}

/** Pictures marked 示例: drawn, not taken. */
export const SAMPLE_PHOTOS: readonly [before: SamplePhoto, after: SamplePhoto] = [
  readPhoto('photo-before.png'),
  readPhoto('photo-after.png'),
]

/** Their ids as the store gives them. */
export function samplePhotoIds(): readonly [before: string, after: string] {
  return [SAMPLE_PHOTOS[0].id, SAMPLE_PHOTOS[1].id]
}
