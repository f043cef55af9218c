import type { TestProject } from 'vitest/node'
import { ensureBrowser } from '../browser.ts'
import { startProduct } from './product.ts'

declare module 'vitest' {
  interface ProvidedContext {
    productUrl: string
    signInUrl: string
    browserFile: string
  }
}

/** One product for all journeys; those that change what others read start their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browserFile = ensureBrowser()
  const product = await startProduct()
  project.provide('productUrl', product.url)
  project.provide('signInUrl', product.signInUrl)
  project.provide('browserFile', browserFile)
  return product.stop
}
