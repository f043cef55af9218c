import { expect, test } from 'vitest'
import { csvText } from '#web/views/county/area-csv.ts'

test('a file of figures opens as it is: marked, quoted, lines as a spreadsheet ends them', () => {
  expect(csvText([['面积', 12.5], ['说"明",一', 'a\nb'], []])).toBe(
    '\uFEFF面积,12.5\r\n"说""明"",一","a\nb"\r\n\r\n',
  )
})

test.each(['=1+1', '+86', '-1', '@cmd', '\tx'])('text like %j is no formula', (text) => {
  expect(csvText([[text]])).toBe(`\uFEFF'${text}\r\n`)
})

test('a negative number stays a number', () => {
  expect(csvText([[-1.5]])).toBe('\uFEFF-1.5\r\n')
})
