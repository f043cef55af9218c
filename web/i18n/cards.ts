export { cardsEn as en } from './cards-en.ts'
export { cardsZhCn as zhCn } from './cards-zh-cn.ts'
