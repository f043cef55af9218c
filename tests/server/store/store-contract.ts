import { afterAll, beforeAll, describe } from 'vitest'
import { migrateToLatest } from '#server/store/migrate.ts'
import type { Store } from '#server/store/transact.ts'
import { accountContract } from './contract-account.ts'
import { ledgerContract } from './contract-ledger.ts'
import { riskContract } from './contract-risk.ts'
import { transactionContract } from './contract-transaction.ts'
import { wholeContract } from './contract-whole.ts'
import { followingContract } from './contract-following.ts'
import { upgradeContract } from './contract-upgrade.ts'
import type { EngineUnderTest, MakeEngine } from './engines.ts'

/** Everything the store promises, on one engine: the same promises on every one. */
export function storeContract(name: string, makeEngine: MakeEngine): void {
  describe(`store on ${name}`, () => {
    let engine: EngineUnderTest | null = null
    let opened: Store | null = null
    const theEngine = (): EngineUnderTest => {
      if (engine === null) throw new Error('no engine')
      return engine
    }
    const store = (): Store => {
      if (opened === null) throw new Error('not open')
      return opened
    }
    beforeAll(async () => {
      engine = await makeEngine()
      opened = await engine.open()
      await migrateToLatest(opened)
    })
    afterAll(async () => {
      await opened?.close()
      await engine?.cleanUp()
    })

    describe('transaction', () => transactionContract(store))
    describe('ledger', () => ledgerContract(store))
    describe('risk', () => riskContract(store))
    describe('account', () => accountContract(store))
    describe('following', () => followingContract(store, theEngine))
    describe('whole', () => wholeContract(store, theEngine))
    describe('of an earlier release', () => upgradeContract(makeEngine))
  })
}
