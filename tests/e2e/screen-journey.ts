import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { enterAs, openFollowing, visit, type Visit } from './journey.ts'

const tokenSchema = z.object({ id: z.string(), token: z.string(), address: z.string() })
const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) })

/** The large screen, drawn and told of what happens, as an account sees it. */
export async function openScreen(
  browser: Browser,
  url: string,
  username: string,
  size = { width: 1440, height: 900 },
): Promise<Visit> {
  const journey = await visit(browser, url)
  await journey.page.setViewportSize(size)
  await enterAs(journey.page, username)
  await openFollowing(journey.page, '/screen')
  return journey
}

/** A new display token, as an administrator issues one, and how it is taken back. */
export async function issueToken(browser: Browser, url: string) {
  const { page } = await visit(browser, url)
  await enterAs(page, 'admin')
  const answer = await page.request.post('/api/tokens', { data: { name: '大厅' } })
  expect(answer.status()).toBe(201)
  const { id, token, address } = tokenSchema.parse(await answer.json())
  const version = answer.headers().etag ?? ''
  const revoke = async () => {
    const headers = { 'If-Match': version }
    expect((await page.request.delete(`/api/tokens/${id}`, { headers })).status()).toBe(204)
  }
  return { token, address, revoke }
}

/** Report a major hazard of one's own plant, as the safety officer of an enterprise does. */
export async function reportMajorHazard(browser: Browser, url: string): Promise<void> {
  const { page, context } = await visit(browser, url)
  await enterAs(page, 'enterprise')
  const [own] = listSchema.parse(await (await page.request.get('/api/enterprises')).json()).items
  const answer = await page.request.post('/api/hazards', {
    data: {
      enterpriseId: own?.id,
      description: '示例：紧急切断阀失效',
      hazardLevel: 'major',
      ruleCode: '示例：判定标准第五条',
    },
  })
  expect(answer.status()).toBe(201)
  await context.close()
}

/** Close what a test left open, so that the next one has the machine to itself. */
export async function closeAll(browser: Browser): Promise<void> {
  for (const context of browser.contexts()) await context.close()
}
