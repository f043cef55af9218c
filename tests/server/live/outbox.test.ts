import { describe, expect, it } from 'vitest'
import type { HazardNotice } from '#server/live/news.ts'
import { createOutbox } from '#server/live/outbox.ts'

const notice = (id: string, hazardLevel: HazardNotice['hazardLevel'] = 'general') => ({
  id,
  hazardLevel,
  township: null,
})
const news = (subjects: readonly ('hazards' | 'plans')[], hazards: HazardNotice[] = []) => ({
  subjects: new Set(subjects),
  hazards,
})

describe('an outbox', () => {
  it('has nothing to say at first, and says everything once', () => {
    const outbox = createOutbox()
    expect(outbox.take()).toBeNull()
    outbox.greet({ version: '1.2.3', build: 'abc' }, 3_000)
    outbox.tell(news(['plans']), 7)
    expect(outbox.isEmpty()).toBe(false)
    expect(outbox.take()).toBe(
      'retry: 3000\n\n' +
        'event: version\ndata: {"version":"1.2.3","build":"abc"}\n\n' +
        'id: 7\nevent: changed\ndata: {"subjects":["plans"],"version":7}\n\n',
    )
    expect(outbox.isEmpty()).toBe(true)
    expect(outbox.take()).toBeNull()
  })

  it('keeps marks and no queue: a thousand changes untaken are one event', () => {
    const outbox = createOutbox()
    for (let version = 1; version <= 1_000; version += 1)
      outbox.tell(news(version % 2 === 0 ? ['hazards'] : ['plans', 'hazards']), version)
    expect(outbox.take()).toBe(
      'id: 1000\nevent: changed\ndata: {"subjects":["hazards","plans"],"version":1000}\n\n',
    )
  })

  it('stays small whatever is reported, and lets go of 一般隐患 before 重大隐患', () => {
    const outbox = createOutbox()
    outbox.tell(news(['hazards'], [notice('m-0', 'major')]), 1)
    const flood = Array.from({ length: 5_000 }, (_, index) => notice(`h-${index}`))
    outbox.tell(news(['hazards'], flood), 2)
    outbox.tell(news(['hazards'], [notice('m-1', 'major')]), 3)
    const text = outbox.take() ?? ''
    expect(text.length).toBeLessThan(8_000)
    expect(text).toContain('"m-0"')
    expect(text).toContain('"m-1"')
    expect(text).toContain('"h-4999"')
    expect(text).not.toContain('"h-0"')
  })

  it('tells hazards before the change that has the id', () => {
    const outbox = createOutbox()
    outbox.tell(news(['hazards'], [notice('one', 'major')]), 9)
    const text = outbox.take() ?? ''
    expect(text.indexOf('event: hazard')).toBeLessThan(text.indexOf('id: 9'))
  })
})
