import path from 'node:path'
import { z } from 'zod'

/** Everything the server reads from its environment, checked once and frozen. */
export interface Config {
  readonly port: number
  readonly host: string
  /** How browsers reach us; decides the sign-in link and the allowed origin. */
  readonly publicUrl: string
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null
  readonly trustedProxies: readonly string[]
  /** Database, uploads and backups. */
  readonly home: string
  readonly databaseUrl: string | null
  readonly demoPassword: string | null
  readonly sample: boolean
  readonly rateLimit: boolean
  readonly logLevel: (typeof LOG_LEVELS)[number]
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const emptyAsMissing = (value: unknown) => (value === '' ? undefined : value)
const optionalText = z.preprocess(emptyAsMissing, z.string().optional())
const onOff = (standard: '0' | '1') =>
  z
    .preprocess(emptyAsMissing, z.enum(['0', '1']).default(standard))
    .transform((flag) => flag === '1')

const environmentSchema = z.object({
  PORT: z.preprocess(emptyAsMissing, z.coerce.number().int().min(0).max(65535).default(8080)),
  HOST: z.preprocess(emptyAsMissing, z.string().default('127.0.0.1')),
  PUBLIC_URL: z.preprocess(emptyAsMissing, z.url().optional()),
  TLS_CERT: optionalText,
  TLS_KEY: optionalText,
  TRUSTED_PROXIES: optionalText,
  RISKMAP_HOME: z.preprocess(emptyAsMissing, z.string().default('var')),
  DATABASE_URL: z.preprocess(
    emptyAsMissing,
    z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'a postgres:// address')
      .optional(),
  ),
  RISKMAP_DEMO_PASSWORD: optionalText,
  RISKMAP_SAMPLE: onOff('1'),
  RISKMAP_RATE_LIMIT: onOff('1'),
  LOG_LEVEL: z.preprocess(emptyAsMissing, z.enum(LOG_LEVELS).default('info')),
})

/** A setting that cannot be used; the message names the variable and the remedy. */
export class ConfigError extends Error {}

/**
 * Read the configuration from environment variables.
 * Errors: ConfigError naming the variable and what it takes
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigError(`Cannot start with these settings. ${lines.join('; ')}`)
  }
  const values = parsed.data
  if ((values.TLS_CERT === undefined) !== (values.TLS_KEY === undefined)) {
    throw new ConfigError('TLS_CERT and TLS_KEY belong together: set both files or neither.')
  }
  const tls =
    values.TLS_CERT !== undefined && values.TLS_KEY !== undefined
      ? { certificateFile: values.TLS_CERT, keyFile: values.TLS_KEY }
      : null
  const shownHost = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(values.HOST)
    ? 'localhost'
    : values.HOST
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    publicUrl: (
      values.PUBLIC_URL ?? `${tls === null ? 'http' : 'https'}://${shownHost}:${values.PORT}`
    ).replace(/\/$/, ''),
    tls,
    trustedProxies: (values.TRUSTED_PROXIES ?? '')
      .split(',')
      .map((text) => text.trim())
      .filter((text) => text !== ''),
    home: path.resolve(values.RISKMAP_HOME),
    databaseUrl: values.DATABASE_URL ?? null,
    demoPassword: values.RISKMAP_DEMO_PASSWORD ?? null,
    sample: values.RISKMAP_SAMPLE,
    rateLimit: values.RISKMAP_RATE_LIMIT,
    logLevel: values.LOG_LEVEL,
  })
}

/** Where the data of a configuration without a database server is. */
export function databaseFile({ home }: Pick<Config, 'home'>): string {
  return path.join(home, 'riskmap.db')
}
