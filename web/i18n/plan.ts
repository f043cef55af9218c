export { planEn as en } from './plan-en.ts'
export { planZhCn as zhCn } from './plan-zh-cn.ts'
