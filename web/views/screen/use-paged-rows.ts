import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

/**
 * The rows of a list that fit, page after page (翻页): nobody scrolls a wall.
 * Shape: rows, how many fit, and how often pages were turned so far → the page's rows and where it is
 */
export function usePagedRows<Row>(
  rows: ComputedRef<readonly Row[]>,
  fits: ComputedRef<number>,
  turned: ComputedRef<number>,
): { shown: ComputedRef<readonly Row[]>; page: ComputedRef<string> } {
  const { t } = useI18n()
  const pages = computed(() => Math.max(1, Math.ceil(rows.value.length / fits.value)))
  const from = computed(() => (turned.value % pages.value) * fits.value)
  const shown = computed(() => rows.value.slice(from.value, from.value + fits.value))
  const page = computed(() =>
    pages.value === 1
      ? ''
      : t('screen.page', {
          from: from.value + 1,
          to: from.value + shown.value.length,
          total: rows.value.length,
        }),
  )
  return { shown, page }
}
