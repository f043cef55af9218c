export { listsEn as en } from './lists-en.ts'
export { listsZhCn as zhCn } from './lists-zh-cn.ts'
