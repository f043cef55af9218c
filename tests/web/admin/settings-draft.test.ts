import { describe, expect, test } from 'vitest'
import type { SettingsAnswer } from '#web/stores/settings.ts'
import {
  broughtUpToDate,
  copyOf,
  draftOf,
  faultsOf,
  inputOf,
  isSame,
} from '#web/views/admin/settings-draft.ts'

const settings: SettingsAnswer = {
  county: null,
  productTitle: '一张图',
  screenTitle: null,
  organisation: '甲局',
  passwordProfile: 'mlps',
  emergencyLines: [{ name: '值班室', phone: '0392-7200000' }],
  homeCounty: { code: '410622', name: '淇县' },
  address: 'http://127.0.0.1:8080',
  version: 4,
}
const base = draftOf(settings)

describe('the draft of the settings', () => {
  test('asks for what was loaded when nothing was typed, and without spaces at the ends', () => {
    const { county, productTitle, screenTitle, organisation, passwordProfile, emergencyLines } =
      settings
    const input = {
      county,
      productTitle,
      screenTitle,
      organisation,
      passwordProfile,
      emergencyLines,
    }
    expect(inputOf(base)).toEqual(input)
    expect(inputOf({ ...base, productTitle: ' 一张图 ', screenTitle: '  ' })).toEqual(input)
  })

  test('keeps what was typed and takes what others changed', () => {
    const draft = { ...copyOf(base), productTitle: '正在输入' }
    const theirs = draftOf({ ...settings, productTitle: '别人的', organisation: '乙局' })
    expect(broughtUpToDate(draft, base, theirs)).toEqual({
      ...base,
      productTitle: '正在输入',
      organisation: '乙局',
    })
  })

  test('keeps its telephone lines, all of them, when one was changed', () => {
    const draft = copyOf(base)
    draft.lines.push({ name: '', phone: '' })
    const theirs = draftOf({ ...settings, emergencyLines: [] })
    expect(broughtUpToDate(draft, base, theirs).lines).toEqual(draft.lines)
    expect(broughtUpToDate(base, base, theirs).lines).toEqual([])
  })

  test('untouched, it becomes what the server says, in rows of its own', () => {
    const theirs = draftOf({ ...settings, county: '410622', passwordProfile: 'asvs' })
    const merged = broughtUpToDate(base, base, theirs)
    expect(isSame(merged, theirs)).toBe(true)
    expect(merged.lines[0]).not.toBe(theirs.lines[0])
  })

  test('names every field that is wrong', () => {
    expect(faultsOf(base)).toEqual({})
    const draft = {
      ...base,
      county: '41',
      organisation: '局'.repeat(51),
      productTitle: '图'.repeat(31),
      screenTitle: '屏'.repeat(41),
      lines: [...base.lines, { name: ' ', phone: '一一九' }],
    }
    expect(faultsOf(draft)).toEqual({
      county: { code: 'countyFormat' },
      organisation: { code: 'tooLong', most: 50 },
      productTitle: { code: 'tooLong', most: 30 },
      screenTitle: { code: 'tooLong', most: 40 },
      name1: { code: 'lineNameMissing' },
      phone1: { code: 'phoneFormat' },
    })
  })
})
