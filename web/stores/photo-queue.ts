import { v7 as newId } from 'uuid'
import { computed, shallowRef, type ComputedRef } from 'vue'
import { uploadPhoto, type PhotoOwner } from '#web/api/photos.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { shelvedPhotos, shelvePhoto, unshelvePhoto } from './photo-shelf.ts'

/** A photo of a form: on this device, on its way, or at the server. */
export interface QueuedPhoto {
  readonly id: string
  readonly name: string
  /** Address of the picture on this device. */
  readonly url: string
  readonly file: Blob
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed'
  /** Part that was sent, 0 to 1. */
  readonly share: number
  readonly photoId: string | null
  /** Why the server would not have it; null when it was not reached. */
  readonly reason: string | null
}

export interface PhotoQueue {
  readonly photos: ComputedRef<readonly QueuedPhoto[]>
  /** False once a photo could not be kept on this device. */
  readonly isKept: ComputedRef<boolean>
  /** Bring back what was kept for a form before. */
  restore: (draft: string) => Promise<void>
  add: (files: readonly File[]) => Promise<void>
  remove: (id: string) => Promise<void>
  /** Send what is not sent; true when all are at the server. */
  send: (owner: PhotoOwner) => Promise<boolean>
  /**
   * Take note that a form was refused: photos the server has forgotten meanwhile are sent anew.
   * Shape: → whether there are any, so that the form can be handed in again
   */
  renewLost: (issues: readonly { readonly code: string }[]) => boolean
  stop: () => void
  /** Forget everything: the form was taken, or given up. */
  clear: () => Promise<void>
}

/** The photos (照片) of one form: kept on this device until the form was taken, sent one after another. */
export function photoQueue(): PhotoQueue {
  const photos = shallowRef<readonly QueuedPhoto[]>([])
  const isKept = shallowRef(true)
  let draft = ''
  let sending: Promise<boolean> | null = null
  let current = new AbortController()

  function patch(id: string, change: Partial<QueuedPhoto>): void {
    photos.value = photos.value.map((photo) => (photo.id === id ? { ...photo, ...change } : photo))
  }

  async function restore(name: string): Promise<void> {
    for (const { url } of photos.value) URL.revokeObjectURL(url)
    photos.value = []
    draft = name
    const kept = await shelvedPhotos(name)
    if (draft !== name) return
    // Whoever was quicker than the shelf has added photos meanwhile, and they may be on it by now.
    const added = new Set(photos.value.map(({ id }) => id))
    const restored = kept
      .filter(({ id }) => !added.has(id))
      .map(({ id, name: title, file, photoId }) => ({
        id,
        name: title,
        url: URL.createObjectURL(file),
        file,
        state: photoId === null ? ('waiting' as const) : ('sent' as const),
        share: photoId === null ? 0 : 1,
        photoId,
        reason: null,
      }))
    photos.value = [...restored, ...photos.value]
  }

  async function add(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const id = newId()
      const url = URL.createObjectURL(file)
      const photo = { id, name: file.name, url, file, share: 0, photoId: null, reason: null }
      photos.value = [...photos.value, { ...photo, state: 'waiting' }]
      const kept = await shelvePhoto({ id, draft, name: file.name, file, photoId: null })
      if (!kept) isKept.value = false
    }
  }

  async function remove(id: string): Promise<void> {
    const photo = photos.value.find((one) => one.id === id)
    if (photo === undefined) return
    URL.revokeObjectURL(photo.url)
    photos.value = photos.value.filter((one) => one.id !== id)
    await unshelvePhoto(id)
  }

  async function sendOne(photo: QueuedPhoto, owner: PhotoOwner): Promise<boolean> {
    const { id, file, name } = photo
    patch(id, { state: 'sending', share: 0, reason: null })
    try {
      const photoId = await uploadPhoto({
        owner,
        file,
        name,
        key: id,
        onProgress: (share) => patch(id, { share }),
        signal: current.signal,
      })
      patch(id, { state: 'sent', share: 1, photoId })
      await shelvePhoto({ id, draft, name, file, photoId })
      return true
    } catch (error) {
      const refusal = refusalOf(error)
      const reason = refusal?.issues[0]?.message ?? refusal?.detail ?? null
      patch(id, { state: 'failed', reason })
      return false
    }
  }

  async function sendAll(owner: PhotoOwner): Promise<boolean> {
    for (;;) {
      const next = photos.value.find(({ state }) => state === 'waiting')
      if (next === undefined) break
      await sendOne(next, owner)
    }
    return photos.value.every(({ state }) => state === 'sent')
  }

  async function send(owner: PhotoOwner): Promise<boolean> {
    if (sending !== null) await sending
    for (const { id, state } of photos.value)
      if (state === 'failed') patch(id, { state: 'waiting' })
    sending = sendAll(owner)
    const done = await sending
    sending = null
    return done
  }

  return {
    photos: computed(() => photos.value),
    isKept: computed(() => isKept.value),
    restore,
    add,
    remove,
    send,
    renewLost: (issues) => {
      const isLost = issues.some(({ code }) => code === 'unknown_picture')
      if (isLost)
        for (const { id } of photos.value) patch(id, { state: 'waiting', share: 0, photoId: null })
      return isLost && photos.value.length > 0
    },
    stop: () => {
      current.abort()
      current = new AbortController()
    },
    clear: async () => {
      const all = photos.value
      photos.value = []
      for (const { id, url } of all) {
        URL.revokeObjectURL(url)
        await unshelvePhoto(id)
      }
    },
  }
}
