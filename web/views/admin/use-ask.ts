import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { useI18n } from 'vue-i18n'

/** Ask before what cannot be undone. */
export function useAsk() {
  const { t } = useI18n()
  return async (title: string, text: string, confirm: string): Promise<boolean> => {
    try {
      await ElMessageBox.confirm(text, title, {
        confirmButtonText: confirm,
        cancelButtonText: t('admin.common.cancel'),
        closeOnClickModal: false,
      })
      return true
    } catch (action) {
      // The box rejects with what was pressed instead.
      if (action === 'cancel' || action === 'close') return false
      throw action
    }
  }
}
