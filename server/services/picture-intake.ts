import pLimit from 'p-limit'
import sharp from 'sharp'
import type { OutputInfo } from 'sharp'

/** A picture made anew from what was sent: no byte of the original is kept. */
export interface TakenPicture {
  readonly bytes: Uint8Array
  readonly mime: PictureMime
  readonly width: number
  readonly height: number
}

export type PictureMime = 'image/png' | 'image/jpeg' | 'image/webp'

/** Why a picture is not taken: of no kind we take, or damaged, or beyond all measure. */
export type PictureRefusal = 'unsupported' | 'unreadable'

/** The largest file that is taken. Units: bytes */
export const MOST_PICTURE_BYTES = 25 * 2 ** 20

/** A scan of 12,000 pixels square still fits. */
const MOST_PIXELS = 160e6

/** What a graphics card of an old desktop draws as one texture. */
const LONGEST_SIDE = 8192

const SIGNATURES: readonly (readonly [PictureMime, (bytes: Uint8Array) => boolean])[] = [
  ['image/png', (bytes) => startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['image/jpeg', (bytes) => startsWith(bytes, 0, [0xff, 0xd8, 0xff])],
  [
    'image/webp',
    (bytes) =>
      startsWith(bytes, 0, [0x52, 0x49, 0x46, 0x46]) &&
      startsWith(bytes, 8, [0x57, 0x45, 0x42, 0x50]),
  ],
]

/** Decoding a large scan takes hundreds of megabytes: one at a time. */
const oneAtATime = pLimit(1)

/**
 * Take a picture (图片) that somebody sent: known by its first bytes whatever it is called, turned as
 * its camera says, drawn anew without metadata, no side longer than 8192 pixels.
 * Shape: bytes of a PNG, JPEG or WebP file → the same kind, or why not
 */
export async function takePicture(sent: Uint8Array): Promise<TakenPicture | PictureRefusal> {
  const mime = SIGNATURES.find(([, fits]) => fits(sent))?.[0]
  if (mime === undefined) return 'unsupported'
  return oneAtATime(async () => {
    try {
      return toPicture(mime, await redraw(sent, mime))
    } catch (error) {
      // The decoder tells what it cannot read by throwing a plain error.
      if (error instanceof Error) return 'unreadable'
      throw error
    }
  })
}

interface Redrawn {
  readonly data: Uint8Array
  readonly info: OutputInfo
}

async function redraw(sent: Uint8Array, mime: PictureMime): Promise<Redrawn> {
  const drawn = sharp(sent, { limitInputPixels: MOST_PIXELS, failOn: 'error', pages: 1 })
    .rotate()
    .resize({
      width: LONGEST_SIDE,
      height: LONGEST_SIDE,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .toColourspace('srgb')
  switch (mime) {
    case 'image/png':
      return drawn.png().toBuffer({ resolveWithObject: true })
    case 'image/jpeg':
      return drawn.jpeg({ quality: 90 }).toBuffer({ resolveWithObject: true })
    case 'image/webp':
      return drawn.webp({ quality: 90 }).toBuffer({ resolveWithObject: true })
  }
}

function toPicture(mime: PictureMime, { data, info }: Redrawn): TakenPicture {
  return { bytes: data, mime, width: info.width, height: info.height }
}

function startsWith(bytes: Uint8Array, at: number, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte)
}
