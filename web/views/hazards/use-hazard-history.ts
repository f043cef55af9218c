import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { photosBeforeAfter } from '#domain/hazard-photos.ts'
import type { HistoryStep } from '#web/components/hazards/history-step.ts'
import type { ShownPhoto } from '#web/components/hazards/photo.ts'
import { useHazardStore } from '#web/stores/hazard.ts'
import { useHazardWords } from './use-hazard-words.ts'

/** The history of the hazard in words, newest first, and its pictures before and after. */
export function useHazardHistory() {
  const composer = useI18n()
  const { t } = composer
  const store = useHazardStore()
  const words = useHazardWords()

  const events = computed(() => store.history.data ?? [])

  function shown(photos: readonly string[], alt: string): ShownPhoto[] {
    const id = store.hazard?.id ?? ''
    return photos.map((photo, index) => ({
      id: `${photo}-${index}`,
      url: store.photoUrl(id, photo),
      alt: photos.length > 1 ? `${alt} ${index + 1}` : alt,
    }))
  }

  const steps = computed<HistoryStep[]>(() =>
    [...events.value].reverse().map((event) => {
      const key =
        event.from === null ? 'hazards.history.reported' : `hazards.past.${event.from}_${event.to}`
      const refused =
        event.from === 'EXTENSION_PENDING' && event.to === 'RECTIFYING' && event.deadline === null
      const title = refused
        ? t('hazards.extension.refused')
        : composer.te(key)
          ? t(key)
          : words.stateName(event.to)
      const role = event.actorRole === null ? '' : `（${t(`role.${event.actorRole}`)}）`
      return {
        id: event.id,
        to: event.to,
        title,
        who: `${event.actorName}${role}`,
        at: event.at,
        time: words.minute(event.at),
        note: event.note,
        deadline: event.deadline,
        onBehalf: event.onBehalf
          ? t('hazards.history.onBehalf', {
              role: event.actorRole === null ? '' : t(`role.${event.actorRole}`),
              unit: store.hazard?.enterpriseName ?? '',
            })
          : null,
        photos: shown(event.photos, t('hazards.photo.of', { step: title })),
      }
    }),
  )

  const photos = computed(() => {
    const { before, after } = photosBeforeAfter(events.value)
    return {
      before: shown(before, t('hazards.photo.before')),
      after: shown(after, t('hazards.photo.after')),
    }
  })

  return { steps, photos }
}
