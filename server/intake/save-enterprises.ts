import { isDeepStrictEqual } from 'node:util'
import type { Enterprise } from '#domain/enterprise.ts'
import {
  findEnterprisesByNaturalKey,
  insertEnterprises,
  patchKnownEnterprise,
  type EnterprisePatch,
  type NewEnterprise,
} from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { snapshotBefore } from '#server/store/import-run.ts'
import type { Tx } from '#server/store/transact.ts'
import { UNCLASSIFIED_SECTOR, type EnterpriseCandidate } from './enterprises.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
import { EnterpriseIndex, naturalKeys, type EnterpriseIdentity } from './natural-key.ts'
import type { EnterprisePermit } from './resolve-enterprises.ts'
import { rowIssue } from './row-issue.ts'

interface FileEntry extends EnterpriseIdentity {
  readonly row: number
}

/**
 * Write the rows of an enterprise ledger: what is known is brought up to date, the rest is new.
 * Shape: an empty cell never erases; a row that changes nothing leaves the version alone
 */
export async function saveEnterprises(
  tx: Tx,
  rows: readonly ReadRow<EnterpriseCandidate>[],
  permits: EnterprisePermit,
  session: ImportSession,
): Promise<void> {
  const known = await knownEnterprises(tx, rows)
  const inFile = new EnterpriseIndex<FileEntry>()
  const created: NewEnterprise[] = []
  const changes: ChangedEnterprise[] = []
  for (const read of rows) {
    await session.rest()
    const { candidate, row } = read
    const earlier = inFile.find(candidate)
    if (earlier !== null) {
      session.refuse(
        read,
        rowIssue(
          'name',
          'duplicate',
          `与第 ${earlier.row} 行是同一家企业`,
          '请删去其中一行, 或补上能区分的代码',
        ),
      )
      continue
    }
    inFile.add({ ...candidate, row })
    const current = known.find(candidate)
    if (!permitted(permits, current, candidate)) {
      session.refuse(
        read,
        rowIssue(
          'name',
          'outside_scope',
          '不在您的管理范围内',
          '请核对乡镇与行业, 或请有权限的人导入',
        ),
      )
    } else if (current === null) {
      const enterprise = newEnterprise(candidate, tx.at)
      created.push(enterprise)
      session.take(row, 'created', {
        kind: 'enterprise',
        id: enterprise.id,
        naturalKey: naturalKeys(candidate)[0] ?? '',
        before: null,
        version: 1,
      })
    } else if (current.archived) {
      session.refuse(
        read,
        rowIssue(
          'name',
          'archived',
          `对应的企业 "${current.name}" 已停用`,
          '请先恢复该企业, 或删去此行',
        ),
      )
    } else {
      const patch = changesOf(current, candidate)
      if (Object.keys(patch).length === 0) session.take(row, 'unchanged')
      else changes.push({ read, current, patch })
    }
  }
  await insertEnterprises(tx, created)
  await update(tx, changes, session)
  const unclassified = created.filter(({ sector }) => sector === UNCLASSIFIED_SECTOR).length
  if (unclassified > 0) {
    session.remark(
      `${unclassified} 行没有写明监管行业, 按 ${UNCLASSIFIED_SECTOR} 其他（未分类）收入; 请尽快归类`,
    )
  }
}

/** Neither what is nor what would be may lie outside: a row must not move an enterprise away either. */
function permitted(
  permits: EnterprisePermit,
  current: Enterprise | null,
  { county, township, sector }: EnterpriseCandidate,
): boolean {
  if (current === null) {
    return permits({ id: '', county, township, sector: sector ?? UNCLASSIFIED_SECTOR })
  }
  const after = {
    id: current.id,
    county: county ?? current.county,
    township: township ?? current.township,
    sector: sector ?? current.sector,
  }
  return permits(current) && permits(after)
}

async function knownEnterprises(
  tx: Tx,
  rows: readonly ReadRow<EnterpriseCandidate>[],
): Promise<EnterpriseIndex<Enterprise>> {
  const given = <T>(pick: (candidate: EnterpriseCandidate) => T | null): T[] => [
    ...new Set(rows.flatMap(({ candidate }) => pick(candidate) ?? [])),
  ]
  const found = await findEnterprisesByNaturalKey(tx, {
    usccs: given(({ uscc }) => uscc),
    externalIds: given(({ externalId }) => externalId),
    names: given(({ name }) => name),
  })
  const index = new EnterpriseIndex<Enterprise>()
  // Those in use first: one that was archived is met only by what it alone answers to.
  for (const enterprise of found.toSorted((a, b) => Number(a.archived) - Number(b.archived))) {
    if (!enterprise.archived || enterprise.uscc !== null) index.add(enterprise)
  }
  return index
}

function newEnterprise(candidate: EnterpriseCandidate, at: Date): NewEnterprise {
  return {
    ...candidate,
    id: newId(),
    sector: candidate.sector ?? UNCLASSIFIED_SECTOR,
    size: candidate.size ?? 'small',
    flags: candidate.flags ?? [],
    sample: false,
    createdAt: at,
  }
}

/** A row that changes what is known, with what it changes. */
interface ChangedEnterprise {
  readonly read: ReadRow<EnterpriseCandidate>
  readonly current: Enterprise
  readonly patch: EnterprisePatch
}

/** No file has two rows of one enterprise, so what is there now is what was there before each of them. */
async function update(
  tx: Tx,
  changes: readonly ChangedEnterprise[],
  session: ImportSession,
): Promise<void> {
  const ids = changes.map(({ current }) => current.id)
  const before = await snapshotBefore(tx, 'enterprise', ids)
  for (const { read, current, patch } of changes) {
    await session.rest()
    const { version } = await patchKnownEnterprise(tx, current, patch)
    session.take(read.row, 'updated', {
      kind: 'enterprise',
      id: current.id,
      naturalKey: naturalKeys(read.candidate)[0] ?? '',
      before: before.get(current.id) ?? null,
      version,
    })
  }
}

/** What a row says that is not so yet. */
function changesOf(current: Enterprise, candidate: EnterpriseCandidate): EnterprisePatch {
  const said = Object.entries(candidate).filter(
    ([field, value]) =>
      value !== null && !isDeepStrictEqual(current[field as keyof EnterpriseCandidate], value),
  )
  return Object.fromEntries(said)
}
