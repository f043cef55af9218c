/** A photo kept on this device until the server has it and the form it belongs to was taken. */
export interface ShelvedPhoto {
  readonly id: string
  /** The form it belongs to. */
  readonly draft: string
  readonly name: string
  readonly file: Blob
  /** Its id at the server, once it is there. */
  readonly photoId: string | null
}

const DATABASE = 'riskmap-photos'
const TABLE = 'photo'

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(TABLE, { keyPath: 'id' }).createIndex('draft', 'draft')
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no storage'))
  })
}

async function run<T>(
  mode: IDBTransactionMode,
  work: (table: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(TABLE, mode)
      const request = work(transaction.objectStore(TABLE))
      transaction.oncomplete = () => resolve(request.result)
      transaction.onerror = () => reject(transaction.error ?? new Error('storage failed'))
      transaction.onabort = () => reject(transaction.error ?? new Error('storage full'))
    })
  } finally {
    database.close()
  }
}

/** Keep a photo (照片暂存) on this device; false when it has no room, or no storage at all. */
export async function shelvePhoto(photo: ShelvedPhoto): Promise<boolean> {
  return run('readwrite', (table) => table.put(photo)).then(
    () => true,
    () => false,
  )
}

/** The photos kept for a form, in the order they were taken; none where there is no storage. */
export async function shelvedPhotos(draft: string): Promise<readonly ShelvedPhoto[]> {
  return run<ShelvedPhoto[]>(
    'readonly',
    (table) => table.index('draft').getAll(draft) as IDBRequest<ShelvedPhoto[]>,
  ).then(
    (photos) => photos.sort((a, b) => (a.id < b.id ? -1 : 1)),
    () => [],
  )
}

/** Give a kept photo up. */
export async function unshelvePhoto(id: string): Promise<void> {
  await run('readwrite', (table) => table.delete(id)).catch(() => undefined)
}
