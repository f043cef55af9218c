import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '#domain/assess/assess.ts'
import { directRules } from '#domain/norms/risk-codes.ts'

describe('assess', () => {
  it('uses the default set of cut-offs of the method, or the one named', () => {
    const D70 = { method: 'LEC', params: { L: 10, E: 1, C: 7 } }
    expect(assess(D70)).toMatchObject({ ok: true, value: { value: 70, level: 3 } })
    expect(assess({ ...D70, cutoffSet: 'LEC4_HI' })).toMatchObject({
      ok: true,
      value: { level: 4, why: { cutoffSet: 'LEC4_HI' } },
    })
    expect(assess({ method: 'LS', params: { L: 2, S: 4 } })).toMatchObject({
      value: { level: 4, why: { cutoffSet: 'LS4_A' } },
    })
    expect(assess({ method: 'MES', params: { M: 3, E: 6, S: 10 } })).toMatchObject({
      value: { level: 1, why: { cutoffSet: 'MES4' } },
    })
  })

  it.each(directRules.items.map((rule) => rule.code))('judges %s directly as major', (rule) => {
    const result = assess({ method: 'DIRECT', params: { rule, note: '现场核实' } })
    expect(result).toMatchObject({
      ok: true,
      value: { method: 'DIRECT', value: null, level: 1, why: { cutoffSet: null, mark: 'K' } },
    })
    const name = directRules.items.find((item) => item.code === rule)?.name
    expect(result.ok ? result.value.why.inputs : []).toEqual([
      { symbol: 'rule', value: rule, text: name },
      { symbol: 'note', value: '现场核实', text: '说明' },
    ])
  })

  it.each([
    [{ method: 'MLS', params: {} }, 'method', 'unknown_method'],
    [{ method: 'constructor', params: {} }, 'method', 'unknown_method'],
    [{ method: 'LEC', params: null }, 'params', 'invalid_params'],
    [{ method: 'LEC', params: [3, 6, 40] }, 'params', 'invalid_params'],
    [
      { method: 'LEC', params: { L: 3, E: 6, C: 40 }, cutoffSet: 'LEC6' },
      'cutoffSet',
      'unknown_cutoff_set',
    ],
    [
      { method: 'LEC', params: { L: 3, E: 6, C: 40 }, cutoffSet: 'LS4_A' },
      'cutoffSet',
      'cutoff_set_of_other_method',
    ],
    [
      { method: 'DIRECT', params: { rule: 'LAW' }, cutoffSet: 'LEC4_LO' },
      'cutoffSet',
      'cutoff_set_of_other_method',
    ],
    [{ method: 'DIRECT', params: {} }, 'params.rule', 'missing_param'],
    [{ method: 'DIRECT', params: { rule: 'ENVIRONMENT' } }, 'params.rule', 'not_in_table'],
    [{ method: 'DIRECT', params: { rule: 'LAW', note: 7 } }, 'params.note', 'invalid_note'],
    [{ method: 'DIRECT', params: { rule: 'LAW', L: 1 } }, 'params.L', 'unknown_param'],
    [
      { method: 'LEC', params: JSON.parse('{"L":3,"E":6,"C":40,"__proto__":{}}') as unknown },
      'params.__proto__',
      'unknown_param',
    ],
  ])('refuses %o at %s with %s', (request, path, code) => {
    expect(assess(request)).toMatchObject({ ok: false, issues: [{ path, code }] })
  })

  it('names what may be used instead', () => {
    const unknown = assess({ method: 'LS', params: { L: 1, S: 1 }, cutoffSet: 'LS5' })
    expect(unknown.ok ? '' : unknown.issues[0]?.message).toContain('LS4_A、LS4_B')
    const rule = assess({ method: 'DIRECT', params: { rule: 'x' } })
    expect(rule.ok ? '' : rule.issues[0]?.message).toContain('LAW、HISTORY、MAJOR_HAZARD')
  })

  it('answers any JSON with a value or with issues, and never throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('LEC', 'LS', 'MES', 'DIRECT', 'other'),
        fc.jsonValue(),
        (method, params) => {
          const result = assess({ method, params })
          expect(result.ok || result.issues.length > 0).toBe(true)
        },
      ),
    )
  })
})
