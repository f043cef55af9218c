import { describe, expect, it } from 'vitest'
import { UNKNOWN_PROFILE } from '#domain/enterprise-profile.ts'
import { usccCheckDigit } from '#domain/uscc.ts'
import type { EnterpriseDetail } from '#web/stores/enterprise.ts'
import {
  changeOf,
  differing,
  draftOf,
  faultsOf,
  warningsOf,
} from '#web/views/enterprise/basics-draft.ts'

const FIRST = '91410622MA0000000'
const enterprise = {
  ...UNKNOWN_PROFILE,
  name: '示例甲厂',
  uscc: null,
  township: '410622101',
  sector: 'WH',
  industry: null,
  size: 'small',
  safetyOfficer: '王某',
  phone: null,
  address: null,
  employees: 40,
  position: [114.2, 35.6],
  selfCheck: { ...UNKNOWN_PROFILE.selfCheck, closedLoop: true },
} as unknown as EnterpriseDetail
const base = draftOf(enterprise)

describe('the draft of the basics', () => {
  it('asks for what differs and for nothing else', () => {
    expect(changeOf(base, base)).toEqual({})
    const draft = {
      ...base,
      phone: ' 0392-7210000 ',
      employees: '',
      position: '114.300000, 35.700000',
    }
    expect(differing(draft, base)).toEqual(['phone', 'employees', 'position'])
    expect(changeOf(draft, base)).toEqual({
      phone: '0392-7210000',
      employees: null,
      position: [114.3, 35.7],
    })
  })

  it('sends a self-check whole when one item of it changed', () => {
    const { selfCheck } = changeOf({ ...base, 'check.siteNotice': 'no' }, base)
    expect(selfCheck).toEqual({ ...enterprise.selfCheck, siteNotice: false })
  })

  it('names what is wrong as it is typed', () => {
    expect(faultsOf(base)).toEqual({})
    const wrong = { ...base, name: ' ', employees: '4.5', phone: 'call me' }
    expect(faultsOf(wrong)).toEqual({ name: 'need', employees: 'number', phone: 'phone' })
    const digit = usccCheckDigit(FIRST)
    expect(faultsOf({ ...base, uscc: FIRST + digit })).toEqual({})
    const other = digit === '0' ? '1' : '0'
    expect(faultsOf({ ...base, uscc: FIRST + other }).uscc).toContain('校验位')
  })

  it('warns of a code registered elsewhere, without refusing it', () => {
    const elsewhere = FIRST.replace('410622', '330100')
    const draft = { ...base, uscc: elsewhere + usccCheckDigit(elsewhere) }
    expect(faultsOf(draft)).toEqual({})
    expect(warningsOf(draft).join()).toContain('330100')
    expect(warningsOf(base)).toEqual([])
  })
})
