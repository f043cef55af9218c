import { AppError } from './problem.ts'
import { z } from './route.ts'

/** The deepest zoom that is answered. */
const DEEPEST_ZOOM = 22
const digits = z.string().regex(/^(?:0|[1-9]\d{0,7})$/, '瓦片编号为不带前导零的整数')

/** Path parameters of a tile; the router takes the extension with `y`. */
export function tileParameters(extension: 'png' | 'mvt') {
  return z.object({
    z: digits,
    x: digits,
    y: z
      .string()
      .regex(new RegExp(`^(?:0|[1-9]\\d{0,7})\\.${extension}$`), `应为 {z}/{x}/{y}.${extension}`),
  })
}

export interface TileAddress {
  readonly z: number
  readonly x: number
  readonly y: number
}

/**
 * The tile a path names.
 * Errors: AppError bad_parameter (400) where there is no such tile
 */
export function tileAddress(path: { z: string; x: string; y: string }): TileAddress {
  const address = { z: Number(path.z), x: Number(path.x), y: Number.parseInt(path.y, 10) }
  const across = 2 ** address.z
  if (address.z > DEEPEST_ZOOM || address.x >= across || address.y >= across) {
    throw new AppError('bad_parameter', {
      issues: [
        {
          path: 'z/x/y',
          code: 'no_such_tile',
          message: `没有这一瓦片：z 0–${DEEPEST_ZOOM}，x、y 小于 2^z`,
        },
      ],
    })
  }
  return address
}
