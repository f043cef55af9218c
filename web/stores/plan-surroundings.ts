import { shallowRef } from 'vue'
import { readEnterprise, type EnterpriseDetail } from '#web/api/enterprises.ts'
import * as api from '#web/api/plans.ts'

/** What stands around a plan: its enterprise, roster, ledger and other sheets; none is needed to draw. */
export function planSurroundings() {
  const people = shallowRef<readonly api.RosterPerson[]>([])
  const ledger = shallowRef<readonly api.LedgerPoint[]>([])
  const sheets = shallowRef<readonly api.PlanSummary[]>([])
  const enterprise = shallowRef<EnterpriseDetail | null>(null)

  async function loadLedger(enterpriseId: string): Promise<void> {
    ledger.value = await api.listLedgerPoints(enterpriseId)
  }

  /** Each is shown when it comes. */
  async function load(enterpriseId: string): Promise<void> {
    await Promise.allSettled([
      api.listPersons(enterpriseId).then((rows) => (people.value = rows)),
      loadLedger(enterpriseId),
      api.listPlans(enterpriseId).then((rows) => (sheets.value = rows)),
      readEnterprise(enterpriseId, new AbortController().signal).then(
        (answer) => (enterprise.value = answer),
      ),
    ])
  }

  /** Enter somebody in the roster (花名册); the new entry is there to be named at once. */
  async function addPerson(name: string): Promise<string | null> {
    if (enterprise.value === null) return null
    const person = await api.createPerson(enterprise.value.id, name)
    people.value = [...people.value, person]
    return person.id
  }

  return { people, ledger, sheets, enterprise, load, loadLedger, addPerson }
}
