import type { HttpBindings } from '@hono/node-server'
import type { Principal } from '#domain/role.ts'
import type { Scope } from '#domain/scope.ts'
import type { ActiveSession } from '#server/access/session.ts'
import type { SignInCodes } from '#server/access/sign-in-code.ts'
import type { Config } from '#server/config.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import type { LiveHub } from '#server/live/live-hub.ts'
import type { Upkeep } from '#server/deploy/upkeep.ts'
import type { Following } from '#server/store/follow-commits.ts'
import type { Store } from '#server/store/transact.ts'
import type { Logger } from 'pino'
import type { OnceRequest } from './idempotency.ts'
import type { Language } from './language.ts'

/** What the application is made of; every route finds it as `c.var.services`. */
export interface Services {
  readonly store: Store
  readonly facts: FactIndex
  readonly live: LiveHub
  readonly config: Config
  readonly clock: () => Date
  readonly log: Logger
  readonly signInCodes: SignInCodes
  /** Raised when the server begins to close: streams say goodbye, readiness turns off. */
  readonly closing: AbortSignal
  /** Backups and room on the disk; a server has it, an application without one need not. */
  readonly upkeep?: Upkeep
  /** Other processes' commits; a server follows them, an application without others need not. */
  readonly following?: Following
}

/** What middleware has found out about a request before its handler runs. */
export interface RequestFacts {
  readonly services: Services
  readonly requestId: string
  readonly language: Language
  readonly clientAddress: string
  /** Null on public routes without a valid session. */
  readonly session: ActiveSession | null
  /** There is one, but it is a screen's that came from a network its token is not for. */
  readonly isElsewhere: boolean
  /** Set when the request carries an `Idempotency-Key`. */
  readonly once: OnceRequest | undefined
}

/**
 * Hono's environment of the whole application.
 *
 * `principal` and `scope` are typed as present because the policy refuses everyone else before a
 * handler runs; public routes must ask `session` instead.
 */
export interface AppEnvironment {
  Bindings: Partial<HttpBindings>
  Variables: RequestFacts & { readonly principal: Principal; readonly scope: Scope }
}
