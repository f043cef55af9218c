import { ImportCancelled } from '#server/intake/pace.ts'
import { runImport } from '#server/intake/run-import.ts'
import type { ImportOptions, ImportOutcome, ImportProgress } from '#server/intake/import-options.ts'
import type { ImportRun } from '#server/store/import-run.ts'
import type { Store } from '#server/store/transact.ts'

/** An import on its way. */
export interface ImportJob {
  readonly run: ImportRun
  progress: ImportProgress
  /** What became of it; null when it was called off. */
  readonly ended: Promise<ImportOutcome | null>
  readonly cancel: () => void
}

const jobsOfStore = new WeakMap<Store, ImportJobs>()

/** The imports that this process is running on a store. */
export function importJobsOf(store: Store): ImportJobs {
  const known = jobsOfStore.get(store)
  if (known !== undefined) return known
  const jobs = new ImportJobs(store)
  jobsOfStore.set(store, jobs)
  return jobs
}

export class ImportJobs {
  readonly #store: Store
  readonly #running = new Map<string, ImportJob>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Begin an import; it goes on by itself, between the turns of everything else. */
  start(
    options: ImportOptions & { readonly run: ImportRun },
    atEnd: () => Promise<void>,
  ): ImportJob {
    const controller = new AbortController()
    const { id } = options.run
    const job: ImportJob = {
      run: options.run,
      progress: { phase: 'reading', done: 0, total: null },
      cancel: () => controller.abort(),
      ended: this.#go({ ...options, signal: controller.signal }, atEnd),
    }
    this.#running.set(id, job)
    // Whoever waits for it gets the error; nobody has to.
    job.ended.catch(() => undefined)
    return job
  }

  /** A running import, or null once it has ended. */
  find(id: string): ImportJob | null {
    return this.#running.get(id) ?? null
  }

  /** How many imports of an account are running. */
  countOf(userId: string): number {
    return [...this.#running.values()].filter(({ run }) => run.userId === userId).length
  }

  async #go(
    options: ImportOptions & { readonly run: ImportRun },
    atEnd: () => Promise<void>,
  ): Promise<ImportOutcome | null> {
    try {
      return await runImport(this.#store, options, (progress) => {
        const job = this.#running.get(options.run.id)
        if (job !== undefined) job.progress = progress
      })
    } catch (error) {
      if (error instanceof ImportCancelled) return null
      throw error
    } finally {
      this.#running.delete(options.run.id)
      await atEnd()
    }
  }
}
