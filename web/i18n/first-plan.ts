export { firstPlanEn as en } from './first-plan-en.ts'
export { firstPlanZhCn as zhCn } from './first-plan-zh-cn.ts'
