import type { Context } from 'hono'
import { z } from '@hono/zod-openapi'
import { MOST_PICTURE_BYTES, takePicture } from '#server/services/picture-intake.ts'
import type { TakenPicture } from '#server/services/picture-intake.ts'
import type { Picture } from '#server/store/picture.ts'
import type { AppEnvironment } from './environment.ts'
import { isFresh } from './etag.ts'
import { AppError } from './problem.ts'

/** A multipart body with one picture. */
export const pictureBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: z.strictObject({
        file: z
          .instanceof(File, { message: '请在 file 字段中上传一个图片文件' })
          .openapi({ type: 'string', format: 'binary' }),
      }),
    },
  },
} as const

export const pictureSchema = z.object({
  id: z.string(),
  width: z.number().int(),
  height: z.number().int(),
})

/**
 * Read an uploaded picture.
 * Errors: AppError too_large (413), unsupported_type (415), invalid (422) for a damaged one
 */
export async function receivePicture(file: File): Promise<TakenPicture> {
  if (file.size > MOST_PICTURE_BYTES) throw new AppError('too_large')
  const taken = await takePicture(new Uint8Array(await file.arrayBuffer()))
  if (taken === 'unsupported') {
    throw new AppError('unsupported_type', {
      detail: {
        'zh-CN': '只接受 PNG、JPEG、WebP 图片；请先另存为其中一种格式',
        en: 'Only PNG, JPEG and WebP pictures are taken; save it as one of them first',
      },
    })
  }
  if (taken === 'unreadable') {
    throw new AppError('invalid', {
      issues: [
        {
          path: 'file',
          code: 'unreadable_picture',
          message: '图片已损坏或超过 1.6 亿像素，请重新导出后上传',
        },
      ],
    })
  }
  return taken
}

/** Send a picture's bytes; a picture never changes under its id, but who may see it does. */
export function answerPicture(c: Context<AppEnvironment>, picture: Picture | null): Response {
  if (picture === null) throw new AppError('not_found')
  const headers = { ETag: `"${picture.id}"`, 'Cache-Control': 'private, no-cache' }
  if (isFresh(c, headers.ETag)) return c.body(null, 304, headers)
  return c.body(new Uint8Array(picture.bytes), 200, {
    ...headers,
    'Content-Type': picture.mime,
    'Content-Disposition': 'inline',
    'X-Content-Type-Options': 'nosniff',
  })
}

/** An answer with a picture in a route's `responses`. */
export const pictureAnswers = {
  200: {
    description: 'The picture',
    content: {
      'image/png': { schema: z.any() },
      'image/jpeg': { schema: z.any() },
      'image/webp': { schema: z.any() },
    },
  },
  304: { description: 'The asker holds it' },
} as const
