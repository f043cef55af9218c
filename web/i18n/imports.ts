export { importsEn as en } from './imports-en.ts'
export { importsZhCn as zhCn } from './imports-zh-cn.ts'
