import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSettingsStore } from '#web/stores/settings.ts'

const LOCAL = /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|$)/

/** What every slip says beside its account: where the system is, what it and its keeper are called. */
export function useSlipWords() {
  const { t } = useI18n()
  const settings = useSettingsStore()
  // Who works on the server's own machine sees another address than everybody else.
  const address = computed(() =>
    LOCAL.test(location.origin) ? (settings.data?.address ?? location.origin) : location.origin,
  )
  return {
    address,
    /** Nobody else can open it: slips with it are worth nothing. */
    isLocal: computed(() => LOCAL.test(address.value)),
    system: computed(() => settings.productTitle ?? t('app.title')),
    organisation: computed(() => settings.organisation),
  }
}
