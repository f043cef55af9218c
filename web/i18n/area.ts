export { areaEn as en } from './area-en.ts'
export { areaZhCn as zhCn } from './area-zh-cn.ts'
