export { passwordEn as en } from './password-en.ts'
export { passwordZhCn as zhCn } from './password-zh-cn.ts'
