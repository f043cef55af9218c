import type { ImportOutcome } from '#server/intake/import-options.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { AppError } from './problem.ts'

const ISSUES_SHOWN = 100

/** One import a person at a time: the store writes one after another anyway. */
export function importBusy(): AppError {
  return new AppError('conflict', {
    retryAfterSeconds: 2,
    detail: {
      'zh-CN': '您有一个导入正在进行，请等它结束或先取消',
      en: 'An import of yours is running; wait for it or cancel it',
    },
  })
}

/** Called off when it was already taken. */
export function importAlreadyTaken(): AppError {
  return new AppError('conflict', {
    detail: {
      'zh-CN': '取消时已经导入完成；如不需要，请撤销该批次',
      en: 'It was taken before it could be called off; take the run back instead',
    },
  })
}

/** A file with bad rows: nothing was taken, each row with its faults and remedies. */
export function badRowsRefusal(outcome: ImportOutcome, id: string): AppError {
  const shown = outcome.bad.slice(0, ISSUES_SHOWN)
  return new AppError('invalid', {
    headers: { Location: `/api/imports/${id}` },
    issues: shown.flatMap((bad) => {
      const lines = badRowLines(bad)
      return bad.issues.map(({ field, code }, index) => ({
        path: `rows.${bad.row}.${field}`,
        code,
        message: lines[index] ?? '',
      }))
    }),
    detail: {
      'zh-CN': `未导入：${outcome.bad.length} 行有问题，请改好后再导入，或略过有问题的行`,
      en: `Nothing was taken: ${outcome.bad.length} bad rows; mend them, or leave them out`,
    },
  })
}

/** A run that cannot be taken back as things stand, with what is in the way. */
export function undoRefusal(code: string, lines: readonly string[]): AppError {
  return new AppError('conflict', {
    issues: lines.slice(0, ISSUES_SHOWN).map((message) => ({ path: '', code, message })),
    detail: {
      'zh-CN': lines[0] ?? '此批次不能撤销',
      en: 'The run cannot be taken back as it stands',
    },
  })
}
