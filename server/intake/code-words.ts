import { rowIssue } from './row-issue.ts'
import { cellText, shortened, type CellResult } from './cell.ts'

/** One code of a list, with the words it is known by. */
export interface CodeWord {
  readonly code: string
  readonly name: string
}

/** How people call some items other than their list does. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  WH: ['危化', '危化品', '危险品', '危险化学品'],
  GM: ['工矿商贸', '工贸行业', '八大行业'],
  FM: ['矿山', '非煤'],
  JZ: ['建筑', '住建', '建筑业'],
  JT: ['交通', '交运'],
  YL: ['医疗', '卫生', '医院'],
  XX: ['教育', '学校'],
  XF: ['消防', '人员密集场所', '消防重点单位'],
  RQ: ['城镇燃气'],
  WL: ['文旅'],
  NY: ['农机', '农业'],
  SM: ['商务'],
  QT: ['其他', '未分类', '其它'],
  'above-scale': ['规上企业', '规模以上', '规上'],
  small: ['小微企业', '小型', '微型', '规下', '规模以下'],
  dust: ['粉尘涉爆', '涉爆粉尘', '粉尘'],
  ammonia: ['涉氨', '液氨制冷'],
  'molten-metal': ['高温熔融', '深井铸造'],
  SELF: ['自查', '企业自查自改', '日常检查'],
  EXPERT: ['专家', '专家检查'],
  DEPT: ['部门检查', '行业检查', '抽查'],
  GOV: ['督查', '政府检查', '乡镇检查'],
  ACCT: ['追责'],
}

/** A longer list is no help on one line. */
const MOST_SHOWN = 30

const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\(.*?\)|[\s、,，·]/g, '')

/** Reads cells against one code list: by code, by name, by another word, or by a beginning that only one item has. */
export class CodeList {
  readonly titleZh: string
  readonly items: readonly CodeWord[]
  readonly #byWord = new Map<string, string>()

  constructor(titleZh: string, items: readonly CodeWord[]) {
    this.titleZh = titleZh
    this.items = items
    for (const { code, name } of items) {
      for (const word of [code, name, ...(OTHER_WORDS[code] ?? [])]) {
        if (!this.#byWord.has(plain(word))) this.#byWord.set(plain(word), code)
      }
    }
  }

  /** The code of one word, or null. */
  find(word: string): string | null {
    const wanted = plain(word)
    if (wanted === '') return null
    const exact = this.#byWord.get(wanted)
    if (exact !== undefined) return exact
    if (wanted.length < 2) return null
    const beginning = this.items.filter(({ name }) => plain(name).startsWith(wanted))
    const codes = new Set(beginning.map(({ code }) => code))
    const [only] = codes
    return codes.size === 1 ? (only ?? null) : null
  }

  /** The code a cell names; null where it is empty. */
  cell(field: string, cell: string): CellResult<string> {
    const text = cellText(cell)
    if (text === '') return { ok: true, value: null }
    const code = this.find(text)
    return code === null ? this.#refusal(field, text) : { ok: true, value: code }
  }

  /** The codes of a cell that lists several, separated by any usual mark. */
  cells(field: string, cell: string): CellResult<readonly string[]> {
    const words = cellText(cell)
      .split(/[、,，;；|/\s]+/)
      .filter((word) => word !== '')
    const codes: string[] = []
    for (const word of words) {
      const code = this.find(word)
      if (code === null) return this.#refusal(field, word)
      if (!codes.includes(code)) codes.push(code)
    }
    return { ok: true, value: codes.length === 0 ? null : codes }
  }

  #refusal(field: string, word: string): CellResult<never> {
    const shown = this.items.map(({ code, name }) => `${code} ${name}`).join('、')
    const remedy =
      this.items.length > MOST_SHOWN ? '请用标准代码或名称' : `请用代码或名称: ${shown}`
    return {
      ok: false,
      issue: rowIssue(
        field,
        'unknown_code',
        `"${shortened(word)}" 不在${this.titleZh}中`,
        `${remedy}; 或用 --map ${field}= 略过该列`,
      ),
    }
  }
}
