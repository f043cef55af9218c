import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { compress } from 'hono/compress'
import { every } from 'hono/combine'
import { createMiddleware } from 'hono/factory'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/** Addresses that are pages of the one application; its router shows the right one. */
const PAGES: readonly RegExp[] = [
  /^\/$/,
  /^\/(sign-in|county|screen|enterprises|hazards|imports|admin)$/,
  /^\/help(\/[a-z]+)?$/,
  /^\/(enterprises|hazards)\/[^/]+$/,
  /^\/enterprises\/[^/]+\/(first-plan|lists|cards)$/,
  /^\/plans\/[^/]+(\/sheet)?$/,
]

const A_YEAR_SECONDS = 31_536_000

/**
 * Serve the built pages: files as they are, page addresses by the application's one document.
 *
 * Files under `assets/` carry a hash of their content in their name and never change.
 */
export function pages(buildDirectory: string): MiddlewareHandler<AppEnvironment> {
  const document = path.join(buildDirectory, 'index.html')
  const caching = createMiddleware<AppEnvironment>(async (c, next) => {
    await next()
    if (!c.res.ok) return
    const isHashed = c.req.path.startsWith('/assets/')
    const value = isHashed ? `public, max-age=${A_YEAR_SECONDS}, immutable` : 'no-cache'
    c.res.headers.set('Cache-Control', value)
  })
  const page = createMiddleware<AppEnvironment>(async (c, next) => {
    const isPage = PAGES.some((pattern) => pattern.test(c.req.path.replace(/(?<=.)\/$/, '')))
    if (!isPage) return next()
    if (!existsSync(document)) throw new AppError('unavailable', { detail: NOT_BUILT })
    return c.html(await readFile(document, 'utf8'))
  })
  const packing = compress({ threshold: 1024 })
  let files: MiddlewareHandler<AppEnvironment> | null = null
  return createMiddleware(async (c, next) => {
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!isReading || c.req.path.startsWith('/api')) return next()
    // Made late: a server may start before the pages are built.
    if (files === null && existsSync(buildDirectory)) {
      files = serveStatic({ root: buildDirectory, precompressed: true })
    }
    const chain = files === null ? [page] : [page, files]
    return every(packing, caching, ...chain)(c, next)
  })
}

const NOT_BUILT = {
  'zh-CN': '页面尚未构建：请运行 npm run build',
  en: 'The pages are not built yet: run npm run build',
}
