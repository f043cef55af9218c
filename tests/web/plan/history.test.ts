import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapHistory, record, redo, startHistory, undo } from '#web/plan/history.ts'

describe('undo and redo in one stack', () => {
  test('any number of steps can be taken back and done again', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 50 }), (states) => {
        const start = startHistory({ text: '' })
        let history = start
        for (const text of states) history = record(history, { text }, 'edit')
        const end = history.present
        for (let step = 0; step < states.length; step += 1) history = undo(history)
        expect(history.present).toBe(start.present)
        expect(undo(history)).toBe(history)
        for (let step = 0; step < states.length; step += 1) history = redo(history)
        expect(history.present).toBe(end)
        expect(redo(history)).toBe(history)
      }),
    )
  })

  test('a new step gives up what was undone', () => {
    const history = record(undo(record(startHistory('a'), 'b', 'edit')), 'c', 'edit')
    expect(history.present).toBe('c')
    expect(history.future).toEqual([])
    expect(undo(history).present).toBe('a')
  })

  test('typing under one key is one step, until something else happens', () => {
    let history = record(startHistory('甲'), '甲乙', 'rename', 'name')
    history = record(history, '甲乙丙', 'rename', 'name')
    expect(history.past).toHaveLength(1)
    history = record(history, '形状', 'reshape')
    history = record(history, '形状丁', 'rename', 'name')
    expect(history.past).toHaveLength(3)
    expect(undo(undo(undo(history))).present).toBe('甲')
  })

  test('what is typed after a redo is a step of its own', () => {
    let history = redo(undo(record(startHistory('a'), 'ab', 'rename', 'name')))
    history = record(history, 'abc', 'rename', 'name')
    expect(undo(history).present).toBe('ab')
  })

  test('a step keeps its label on both sides', () => {
    const history = undo(record(startHistory(0), 1, '移动'))
    expect(history.future[0]?.label).toBe('移动')
    expect(redo(history).past[0]?.label).toBe('移动')
  })

  test('the oldest steps fall off, the newest 200 stay', () => {
    let history = startHistory(0)
    for (let state = 1; state <= 250; state += 1) history = record(history, state, 'edit')
    expect(history.past).toHaveLength(200)
    expect(history.past[0]?.state).toBe(50)
  })

  test('facts the server settles are put into every state', () => {
    const history = undo(record(record(startHistory('a'), 'b', 'edit'), 'c', 'edit'))
    const mapped = mapHistory(history, (state) => `${state}!`)
    expect([undo(mapped).present, mapped.present, redo(mapped).present]).toEqual(['a!', 'b!', 'c!'])
  })
})
