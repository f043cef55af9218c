export { dossierEn as en } from './dossier-en.ts'
export { dossierZhCn as zhCn } from './dossier-zh-cn.ts'
