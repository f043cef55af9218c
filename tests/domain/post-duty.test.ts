import { describe, expect, it } from 'vitest'
import { pastedDutyLine, postDutyItem } from '#domain/post-duty.ts'

describe('a line of duties', () => {
  it('may be the duty alone', () => {
    expect(postDutyItem('交接班签字')).toEqual({ text: '交接班签字', task: null, evidence: null })
  })

  it('names its task and how it is shown to be done', () => {
    expect(postDutyItem('巡检罐区 ｜每班 2 次| 巡检记录')).toEqual({
      text: '巡检罐区',
      task: '每班 2 次',
      evidence: '巡检记录',
    })
    expect(postDutyItem('巡检罐区｜｜记录｜照片')).toMatchObject({
      task: null,
      evidence: '记录｜照片',
    })
  })

  it('may come out of a spreadsheet', () => {
    expect(pastedDutyLine(' 巡检罐区\t每班 2 次 \t巡检记录')).toBe('巡检罐区｜每班 2 次｜巡检记录')
  })
})
