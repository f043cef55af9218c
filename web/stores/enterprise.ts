import { defineStore } from 'pinia'
import {
  createPlan as create,
  readEnterprise,
  type EnterpriseDetail,
} from '#web/api/enterprises.ts'
import { loadable } from './loadable.ts'

/** One enterprise's page. */
export const useEnterpriseStore = defineStore('enterprise', () => {
  const one = loadable<EnterpriseDetail>()

  async function load(id: string): Promise<void> {
    await one.load((signal) => readEnterprise(id, signal))
  }

  /** Make an empty plan for an enterprise; returns the plan's id. */
  async function createPlan(enterpriseId: string): Promise<string> {
    return create(enterpriseId, '总平面图')
  }

  return { one, load, createPlan }
})
