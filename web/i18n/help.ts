export { helpEn as en } from './help-en.ts'
export { helpZhCn as zhCn } from './help-zh-cn.ts'
