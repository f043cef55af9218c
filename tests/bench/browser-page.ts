import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { BROWSER_ARGUMENTS, ensureBrowser } from '#tests/browser.ts'
import type { ServerProcess } from './server-process.ts'

/** A desk's screen. */
const VIEWPORT = { width: 1440, height: 900 }

/** A real browser that draws without a GPU. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGUMENTS })
}

/** A signed-in visit with nothing in its cache. */
export async function freshVisit(
  browser: Browser,
  { product, cookie }: ServerProcess,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: VIEWPORT,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: product.url,
  })
  const [name = '', value = ''] = cookie.split('=', 2)
  await context.addCookies([{ name, value, url: product.url }])
  await context.addInitScript(holdSilentLine)
  return { context, page: await context.newPage() }
}

/** In the page: a line of events that opens and says nothing, or the network would never be idle. */
function holdSilentLine(): void {
  class SilentLine extends EventTarget {
    constructor() {
      super()
      setTimeout(() => this.dispatchEvent(new Event('open')))
    }
    close(): void {
      // There is nothing to close.
    }
  }
  Object.defineProperty(globalThis, 'EventSource', { value: SilentLine })
}
