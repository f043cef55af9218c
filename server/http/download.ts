import type { Context } from 'hono'
import type { AppEnvironment } from './environment.ts'
import { audited } from './write.ts'

/** How a file is to be saved: a name old programs can read, and the Chinese one. Source: RFC 6266, RFC 8187 */
export function attachment(plain: string, chinese: string): string {
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(chinese)}`
}

/** Write down who took data out (导出留痕), and under what conditions. */
export function noteExport(
  c: Context<AppEnvironment>,
  what: string,
  format: string,
): Promise<void> {
  const detail = { format, query: new URL(c.req.url).search.slice(0, 500) }
  const entry = audited(c, 'export.read', { kind: 'export', id: what }, detail)
  return c.var.services.store.transact(entry, () => Promise.resolve())
}
