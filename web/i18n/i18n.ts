import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { ROOMS, type RoomName } from './rooms.ts'
import { zhCn } from './zh-cn.ts'

export type InterfaceLanguage = 'zh-CN' | 'en'

const DATE_FORMATS = {
  day: { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: 'Asia/Shanghai' },
  minute: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: 'Asia/Shanghai',
  },
} as const

const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const

/** By name, since what has a name is made once: a list makes one for each row otherwise, at 1 ms each. */
const NUMBER_FORMATS = {
  percent: { style: 'percent', maximumFractionDigits: 0 },
  /** With one decimal where there is one. */
  finePercent: { style: 'percent', maximumFractionDigits: 1 },
  /** With one decimal always, so that a column of them stands in line. */
  alignedPercent: { style: 'percent', ...ONE_DECIMAL },
  alignedNumber: ONE_DECIMAL,
} as const

const STORAGE_KEY = 'riskmap-language'

function remembered(): InterfaceLanguage {
  return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: remembered(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCn, en },
  datetimeFormats: { 'zh-CN': DATE_FORMATS, en: DATE_FORMATS },
  numberFormats: { 'zh-CN': NUMBER_FORMATS, en: NUMBER_FORMATS },
})

/** Change the interface's language, and remember it on this device. */
export function setInterfaceLanguage(language: InterfaceLanguage): void {
  i18n.global.locale.value = language
  localStorage.setItem(STORAGE_KEY, language)
  document.documentElement.lang = language
}

const entered = new Set<RoomName>()

/** Bring a room's words, once; their keys begin with the room's name. */
export async function enterRoom(room: RoomName): Promise<void> {
  if (entered.has(room)) return
  const words = await ROOMS[room]()
  i18n.global.mergeLocaleMessage('zh-CN', { [room]: words.zhCn })
  i18n.global.mergeLocaleMessage('en', { [room]: words.en })
  entered.add(room)
}
