import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import * as api from '#web/api/session.ts'
import { refusalOf } from '#web/api/refusal.ts'

export type SessionUser = api.SessionUser

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused' }
  /** A display token that is for other networks. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'failed' }

/** Who is signed in, asked of the server once a page load. */
export const useSessionStore = defineStore('session', () => {
  const user = shallowRef<SessionUser | null>(null)
  const hasSample = shallowRef(false)
  /** Of the machine room; told to an administrator only. */
  const upkeepNotices = shallowRef<readonly api.UpkeepNotice[]>([])
  const asked = shallowRef(false)

  async function ensure(): Promise<SessionUser | null> {
    if (!asked.value) {
      user.value = await api.currentUser()
      asked.value = true
    }
    return user.value
  }

  /** What every page must say, signed in or not. */
  async function refreshNotices(): Promise<void> {
    const notices = await api.readNotices()
    hasSample.value = notices.hasSample
    upkeepNotices.value = notices.upkeep
  }

  async function signIn(input: api.SignInInput): Promise<SignInOutcome> {
    return open(() => api.signIn(input))
  }

  /** Become a large screen by its token. */
  async function openDisplay(token: string): Promise<SignInOutcome> {
    return open(() => api.openDisplay(token))
  }

  async function open(ask: () => Promise<SessionUser>): Promise<SignInOutcome> {
    try {
      user.value = await ask()
      asked.value = true
      void refreshNotices()
      return { kind: 'signed-in' }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.status === 429) return { kind: 'wait', seconds: refusal.retryAfterSeconds ?? 60 }
      if (refusal?.code === 'wrong_network') return { kind: 'elsewhere' }
      if (refusal !== null && refusal.status < 500) return { kind: 'refused' }
      return { kind: 'failed' }
    }
  }

  /** A password that others know or knew for too long: nothing else is open before it is changed. */
  const mustChangePassword = computed(() => {
    const fault = user.value?.passwordFault
    return fault === 'issued' || fault === 'expired'
  })

  /** Change one's own password; returns what is wrong with it, by code, when it was refused. */
  async function changePassword(
    current: string | undefined,
    next: string,
  ): Promise<readonly { readonly path: string; readonly code: string }[]> {
    try {
      await api.changePassword(current, next)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal?.status === 422) return refusal.issues
      throw error
    }
    user.value = await api.currentUser()
    return []
  }

  async function signOut(): Promise<void> {
    await api.signOut()
    user.value = null
    upkeepNotices.value = []
  }

  /** The server no longer knows us: forget, so that the next page asks to sign in. */
  function forget(): void {
    user.value = null
    asked.value = true
  }

  const canEdit = computed(
    () => user.value !== null && !['planner', 'superior', 'screen'].includes(user.value.role),
  )

  return {
    user,
    hasSample,
    upkeepNotices,
    canEdit,
    mustChangePassword,
    ensure,
    refreshNotices,
    signIn,
    openDisplay,
    changePassword,
    signOut,
    forget,
  }
})
