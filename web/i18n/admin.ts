export { adminEn as en } from './admin-en.ts'
export { adminZhCn as zhCn } from './admin-zh-cn.ts'
