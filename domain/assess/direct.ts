import { directRules } from '../norms/risk-codes.ts'
import type { Issue, Result } from '../result.ts'
import { riskLevelFacts } from '../risk-level.ts'
import { echo, isGiven, unknownParams } from './params.ts'
import type { Assessed, AssessmentParams } from './why.ts'

const longestNote = 500

function readNote(params: AssessmentParams, issues: Issue[]): string | null {
  if (!isGiven(params, 'note')) return null
  const note = params.note
  if (typeof note === 'string' && note.length <= longestNote) return note.trim()
  issues.push({
    path: 'params.note',
    code: 'invalid_note',
    message: `参数 note（说明）应为不超过 ${longestNote} 字的文本；请改短或去掉`,
  })
  return null
}

/**
 * Judge a risk major without scoring (直接判定为重大风险).
 * Shape: { rule, note? } → level 1, value null
 * Errors: `missing_param`, `not_in_table`, `invalid_note`, `unknown_param`
 * Source: the DB37/T 2882 tradition, data/codes/direct-rules.json [K]
 */
export function assessDirect(params: AssessmentParams): Result<Assessed> {
  const issues = unknownParams('直接判定', params, ['rule', 'note'])
  const note = readNote(params, issues)
  const rule = directRules.items.find((item) => item.code === params.rule)
  if (rule === undefined) {
    const remedy = `请从 ${directRules.items.map((item) => item.code).join('、')} 中选择`
    issues.push(
      isGiven(params, 'rule')
        ? {
            path: 'params.rule',
            code: 'not_in_table',
            message: `参数 rule（判定情形）的取值 ${echo(params.rule)} 不在表中；${remedy}`,
          }
        : {
            path: 'params.rule',
            code: 'missing_param',
            message: `缺少参数 rule（判定情形）；${remedy}`,
          },
    )
  }
  if (issues.length > 0 || rule === undefined) return { ok: false, issues }
  const worst = riskLevelFacts(1)
  return {
    ok: true,
    value: {
      method: 'DIRECT',
      value: null,
      level: worst.level,
      band: worst.nameZh,
      why: {
        method: 'DIRECT',
        inputs: [
          { symbol: 'rule', value: rule.code, text: rule.name },
          ...(note === null || note === '' ? [] : [{ symbol: 'note', value: note, text: '说明' }]),
        ],
        formula: `直接判定：${rule.name}`,
        comparison: `符合直接判定情形，定为${worst.nameZh}`,
        cutoffSet: null,
        edition: directRules.edition,
        source: directRules.source,
        mark: rule.mark ?? directRules.mark,
      },
    },
  }
}
