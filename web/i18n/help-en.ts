import type { helpZhCn } from './help-zh-cn.ts'

type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> }

/** The frame of the manual in English. */
export const helpEn: Translated<typeof helpZhCn> = {
  title: 'Help',
  pages: 'By user',
  contents: 'On this page',
  chineseOnly: 'The manual is in Chinese.',
  print: 'Print this page',
  page: {
    officer: 'Safety officer',
    worker: 'Workers and visitors',
    supervisor: 'Townships and departments',
    leader: 'Leaders and the wall',
    planner: 'Planning and statistics',
    administrator: 'Administrator',
  },
}
