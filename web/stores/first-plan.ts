import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { v7 as newId } from 'uuid'
import { createPlan } from '#web/api/enterprises.ts'
import * as api from '#web/api/plans.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { draftOf, planInputOf } from '#web/plan/draft.ts'
import { withGround, withPicture, type GroundChoice } from '#web/plan/ground.ts'

/** The first step for a plant that has no plan yet. */
export const useFirstPlanStore = defineStore('first-plan', () => {
  const isBusy = shallowRef(false)
  /** Null when nothing went wrong; empty when the server was not reached. */
  const fault = shallowRef<string | null>(null)
  /** A plan that was made and whose ground did not arrive: a second try goes on with it. */
  const begun = shallowRef<{ readonly enterpriseId: string; readonly planId: string } | null>(null)

  async function makeOrReuse(enterpriseId: string, name: string): Promise<string> {
    if (begun.value?.enterpriseId === enterpriseId) return begun.value.planId
    const planId = await createPlan(enterpriseId, name)
    begun.value = { enterpriseId, planId }
    return planId
  }

  /** Make the plan on the ground chosen; answers its id, or null when that failed. */
  async function begin(
    enterpriseId: string,
    name: string,
    choice: GroundChoice,
  ): Promise<string | null> {
    isBusy.value = true
    fault.value = null
    try {
      const id = await makeOrReuse(enterpriseId, name)
      const plan = await api.readPlan(id)
      const ground =
        choice.kind === 'picture'
          ? withPicture(draftOf(plan), await api.uploadPlanImage(id, choice.file))
          : withGround(draftOf(plan), choice, newId)
      await api.savePlan(id, plan.version, planInputOf(ground))
      begun.value = null
      return id
    } catch (error) {
      const refusal = refusalOf(error)
      fault.value = refusal?.issues[0]?.message ?? refusal?.detail ?? ''
      return null
    } finally {
      isBusy.value = false
    }
  }

  /** Whether a plant has a plan already; true when that cannot be told. */
  async function hasPlan(enterpriseId: string): Promise<boolean> {
    try {
      return (await api.listPlans(enterpriseId)).length > 0
    } catch (error) {
      if (refusalOf(error) === null) throw error
      return true
    }
  }

  return { isBusy, fault, begin, hasPlan }
})
