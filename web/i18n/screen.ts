export { screenEn as en } from './screen-en.ts'
export { screenZhCn as zhCn } from './screen-zh-cn.ts'
