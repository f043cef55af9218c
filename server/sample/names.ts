import { usccCheckDigit } from '#domain/uscc.ts'
import { COUNTY_CODE } from './county.ts'
import type { EnterpriseKind } from './kinds.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

const FIRST = '恒瑞宏鑫金华天正永丰盛泰兴隆昌安康达顺广联众信诚德厚源福润泽嘉祥'
const SECOND = '泰丰源盛达隆昌兴利和通晟旺发祥瑞辉腾远景明城岳峰海川林森阳光创新'
const SURNAMES =
  '王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'

/** Every invented name carries this word. */
export const SAMPLE_MARK = '示例'

/** Nobody's number. */
export const SAMPLE_PHONE = '000-00000000'

/** Names enterprises so that no two are alike (示例单位名称). */
export function nameSource(
  seed: number,
): (kind: EnterpriseKind, product: string, township: string) => string {
  const pairs = Array.from(FIRST).flatMap((a) => Array.from(SECOND, (b) => a + b))
  const stems = createRandom(seed, 'names').shuffle(pairs)
  const used = new Map<string, number>()
  return ({ archetype, suffix }, product, township) => {
    const short = township.replace(/(街道|镇|乡)$/u, '')
    const turn = used.get(archetype) ?? 0
    used.set(archetype, turn + 1)
    const stem = stems[(turn * 7 + archetype.length * 31) % stems.length] ?? '示范'
    const round = Math.floor((turn * 7) / stems.length)
    const again = round === 0 ? '' : `第${round + 1}`
    switch (archetype) {
      case 'filling-station':
        return `淇县${SAMPLE_MARK}${short}${stem}${again}加油站`
      case 'hospital':
      case 'school':
        return `淇县${SAMPLE_MARK}${short}${stem}${again}${product}`
      case 'hazardous-trade':
        return `淇县${SAMPLE_MARK}${stem}${again}${product}`
      case 'construction-site':
        return `${SAMPLE_MARK}建工集团${stem}${again}${product}`
      default:
        return `淇县${SAMPLE_MARK}${stem}${again}${product}${suffix}`
    }
  }
}

/**
 * A valid but invented unified social credit code (示例统一社会信用代码), its own for each number.
 * Shape: 91 + 410622 + MA + 6 digits + both check characters
 */
export function sampleUscc(seed: number, index: number): string {
  // A step that shares no factor with a million walks through all numbers once.
  const serial = (((seed % 1_000) + 1) * 7 + index * 7_919 + 350_000) % 1_000_000
  const organisation = `MA${String(serial).padStart(6, '0')}`
  const weights = [3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce(
    (total, weight, at) => total + weight * parseInt(organisation.charAt(at), 36),
    0,
  )
  const check = 11 - (sum % 11)
  const character = check === 10 ? 'X' : check === 11 ? '0' : String(check)
  const first17 = `91${COUNTY_CODE}${organisation}${character}`
  return first17 + usccCheckDigit(first17)
}

/** Names for one roster (示例人员姓名), none twice. */
export function personNames(count: number, random: Random): string[] {
  return random
    .shuffle(Array.from(SURNAMES))
    .slice(0, count)
    .map((surname) => `${SAMPLE_MARK}·${surname}某`)
}
