import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Ask before unsaved changes are left behind; the draft is kept either way. */
export function useLeaveGuard(isDirty: () => boolean, keep: () => void): void {
  const { t } = useI18n()

  async function mayLeave(): Promise<boolean> {
    if (!isDirty()) return true
    keep()
    return ElMessageBox.confirm(t('plan.leave.text'), t('plan.leave.title'), {
      confirmButtonText: t('plan.leave.leave'),
      cancelButtonText: t('plan.leave.stay'),
    }).then(
      () => true,
      () => false,
    )
  }

  function beforeUnload(event: BeforeUnloadEvent) {
    if (!isDirty()) return
    keep()
    event.preventDefault()
  }

  onBeforeRouteLeave(mayLeave)
  // Another step of the same plan leaves nothing behind.
  onBeforeRouteUpdate((to, from) => (to.path === from.path ? true : mayLeave()))
  onMounted(() => window.addEventListener('beforeunload', beforeUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload))
}
