import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave } from 'vue-router'

/** Ask before an import that was begun is left; what was chosen is kept either way. */
export function useImportGuard(isBegun: () => boolean, isRunning: () => boolean): void {
  const { t } = useI18n()

  function mayLeave(): boolean | Promise<boolean> {
    if (!isBegun()) return true
    const text = t(isRunning() ? 'imports.leave.running' : 'imports.leave.text')
    return ElMessageBox.confirm(text, t('imports.leave.title'), {
      confirmButtonText: t('imports.leave.yes'),
      cancelButtonText: t('imports.leave.no'),
    }).then(
      () => true,
      () => false,
    )
  }

  function beforeUnload(event: BeforeUnloadEvent) {
    if (isBegun()) event.preventDefault()
  }

  onBeforeRouteLeave(mayLeave)
  onMounted(() => window.addEventListener('beforeunload', beforeUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload))
}
