export { hazardsEn as en } from './hazards-en.ts'
export { hazardsZhCn as zhCn } from './hazards-zh-cn.ts'
