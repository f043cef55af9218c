import type { Enterprise } from '#domain/enterprise.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import type { Tx } from '#server/store/transact.ts'
import type { EnterpriseReference } from './enterprise-reference.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
import { rowIssue, type RowIssue } from './row-issue.ts'

/** Tells whether whoever imports may write rows of an enterprise. */
export type EnterprisePermit = (
  enterprise: Pick<Enterprise, 'id' | 'county' | 'township' | 'sector'>,
) => boolean

/** The rows with the enterprise each belongs to; a row whose enterprise is not to be found is refused. */
export async function resolveEnterprises<C extends { readonly enterprise: EnterpriseReference }>(
  tx: Tx,
  rows: readonly ReadRow<C>[],
  permits: EnterprisePermit,
  session: ImportSession,
): Promise<{ readonly read: ReadRow<C>; readonly enterprise: Enterprise }[]> {
  const references = rows.map(({ candidate }) => candidate.enterprise)
  const found = await findEnterprisesByNaturalKey(tx, {
    usccs: [...new Set(references.flatMap(({ uscc }) => uscc ?? []))],
    externalIds: [],
    names: [
      ...new Set(references.flatMap(({ uscc, name }) => (uscc === null ? (name ?? []) : []))),
    ],
  })
  const usable = found.filter((enterprise) => !enterprise.archived && permits(enterprise))
  const byUscc = new Map(usable.map((enterprise) => [enterprise.uscc, enterprise]))
  const byName = Map.groupBy(usable, ({ name }) => name)
  return rows.flatMap((read) => {
    const { uscc, name } = read.candidate.enterprise
    const matches = uscc === null ? (byName.get(name ?? '') ?? []) : [byUscc.get(uscc)]
    const [enterprise] = matches
    if (enterprise !== undefined && matches.length === 1) return [{ read, enterprise }]
    session.refuse(read, refusal(read.candidate.enterprise, matches.length > 1))
    return []
  })
}

function refusal({ uscc, name }: EnterpriseReference, several: boolean): RowIssue {
  const shown = name ?? uscc ?? ''
  return several
    ? rowIssue(
        'enterprise',
        'ambiguous_enterprise',
        `有多家企业名为 "${shown}"`,
        '请补统一社会信用代码',
      )
    : rowIssue(
        uscc === null ? 'enterprise' : 'uscc',
        'unknown_enterprise',
        `系统中没有企业 "${uscc === null ? shown : uscc}"`,
        '请核对名称或代码, 或先导入企业',
      )
}
