import { SELF_CHECK_ITEMS } from '#domain/enterprise-profile.ts'
import type { EnterpriseProfile, SelfCheck } from '#domain/enterprise-profile.ts'
import { industryName } from '#domain/norms/industries.ts'
import { createRandom } from './random.ts'

/** What the file of an invented enterprise says (示例档案); some of it is unknown, as in real life. */
export function sampleProfile(
  seed: number,
  index: number,
  { size, head, industry }: { size: string; head: string; industry: string },
): EnterpriseProfile {
  // A source of its own: every other figure of the sample stays as it was.
  const random = createRandom(seed, 'profile', index)
  const large = size === 'above-scale'
  const checked = index === 0 || random.chance(0.8)
  const selfCheck = Object.fromEntries(
    SELF_CHECK_ITEMS.map((item) => [item, checked ? random.chance(large ? 0.9 : 0.72) : null]),
  ) as SelfCheck
  return {
    legalRepresentative: head,
    principalPerson: head,
    businessScope: `${industryName(industry) ?? '生产经营'}（示例经营范围）`,
    standardization: random.weighted([
      ['first', large ? 0.06 : 0],
      ['second', large ? 0.4 : 0.05],
      ['third', 0.4],
      ['none', 0.2],
      [null, 0.1],
    ] as const),
    selfCheck,
  }
}
