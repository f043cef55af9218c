import { generateSample } from '#server/sample/sample.ts'
import type { SampleEnterprise, SampleOptions } from '#server/sample/sample.ts'

/** The first enterprises of a sample, without making the rest. */
export function firstEnterprises(options: SampleOptions, count: number): SampleEnterprise[] {
  const first: SampleEnterprise[] = []
  for (const one of generateSample(options)) {
    first.push(one)
    if (first.length >= count) break
  }
  return first
}
