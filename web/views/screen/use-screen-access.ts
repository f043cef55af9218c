import { onMounted, shallowRef, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useSessionStore } from '#web/stores/session.ts'

/** What the page shows: nothing yet, the box for a token, or the screen itself. */
export type ScreenAccess = 'opening' | 'gate' | 'open'

const TOKEN_IN_FRAGMENT = /^#token=([^&]+)$/

/** Who may see the large screen: whoever is signed in, or brings a token in the fragment (大屏令牌). */
export function useScreenAccess(): {
  access: ShallowRef<ScreenAccess>
  busy: ShallowRef<boolean>
  fault: ShallowRef<string | null>
  enter: (token: string) => Promise<void>
} {
  const session = useSessionStore()
  const route = useRoute()
  const router = useRouter()
  const { t } = useI18n()
  const access = shallowRef<ScreenAccess>('opening')
  const busy = shallowRef(false)
  const fault = shallowRef<string | null>(null)

  async function enter(token: string): Promise<void> {
    busy.value = true
    fault.value = null
    const outcome = await session.openDisplay(token)
    busy.value = false
    access.value = outcome.kind === 'signed-in' ? 'open' : 'gate'
    if (outcome.kind === 'refused') fault.value = t('screen.gate.wrong')
    if (outcome.kind === 'elsewhere') fault.value = t('screen.gate.elsewhere')
    if (outcome.kind === 'wait') fault.value = t('screen.gate.tooMany', { ...outcome })
    if (outcome.kind === 'failed') fault.value = t('screen.gate.failed')
  }

  onMounted(async () => {
    const token = TOKEN_IN_FRAGMENT.exec(route.hash)?.[1]
    // Out of the address before anything else: it must not stay in a history or a bookmark.
    if (route.hash !== '') await router.replace({ query: route.query, hash: '' })
    if (token !== undefined) return enter(decodeURIComponent(token))
    try {
      access.value = (await session.ensure()) === null ? 'gate' : 'open'
    } catch (error) {
      if (!(error instanceof Error)) throw error
      access.value = 'gate'
      fault.value = t('screen.gate.failed')
    }
  })

  return { access, busy, fault, enter }
}
