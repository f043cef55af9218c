import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { tileTagger } from '#server/density/etag.ts'
import type { TagParts } from '#server/density/etag.ts'
import { scopeFor } from './records.ts'

interface EtagParts extends TagParts {
  readonly stamp: string
  readonly scope: Scope
}

const PARTS: EtagParts = {
  stamp: 'rows 2026-06-01',
  scope: scopeFor(),
  filter: EMPTY_FILTER,
  kind: 'density',
  parameters: { z: 10, x: 836, y: 402, kernel: 'gaussian', bandwidth: 1000 },
}

const strongEtag = ({ stamp, scope, ...parts }: EtagParts) => tileTagger(parts)(stamp, scope)

describe('the entity tag of a tile', () => {
  it('is strong, and blind to the order of what it is made of', () => {
    const shuffled = { kernel: 'gaussian', bandwidth: 1000, y: 402, x: 836, z: 10 }
    const tag = strongEtag(PARTS)
    expect(tag).toMatch(/^"[\w-]{32}"$/)
    expect(strongEtag({ ...PARTS, parameters: shuffled })).toBe(tag)
    const filter = (sector: string[]) => ({ ...EMPTY_FILTER, sector })
    expect(strongEtag({ ...PARTS, filter: filter(['a', 'b']) })).toBe(
      strongEtag({ ...PARTS, filter: filter(['b', 'a']) }),
    )
  })

  it('differs with every part', () => {
    const others: Partial<EtagParts>[] = [
      { stamp: 'rows 2026-06-02' },
      { stamp: 'other rows 2026-06-01' },
      { scope: scopeFor({ suppressSingles: true }) },
      { scope: scopeFor({ regions: ['410622101'] }) },
      { filter: { ...EMPTY_FILTER, township: ['410622101'] } },
      { kind: 'hazards' },
      { parameters: { ...PARTS.parameters, x: 837 } },
      { parameters: { ...PARTS.parameters, kernel: 'quartic' } },
    ]
    const tags = [PARTS, ...others.map((other) => ({ ...PARTS, ...other }))].map(strongEtag)
    expect(new Set(tags).size).toBe(others.length + 1)
  })

  it('cannot be led astray by texts that run into one another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        const tag = (stamp: string, kind: string) => strongEtag({ ...PARTS, stamp, kind })
        expect(tag(a, b) === tag(c, d)).toBe(a === c && b === d)
      }),
    )
  })
})
