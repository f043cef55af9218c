import { createServer as createHttpServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import { addressMatcher } from '#server/access/network.ts'
import { ConfigError } from '#server/config.ts'
import type { Config } from '#server/config.ts'
import type { createApp } from '#server/app.ts'
import { isPrivateAddress } from './client-address.ts'
import { readTlsFiles } from './tls.ts'

const SECOND = 1_000

/** Slow and large senders are let go; Node's own times are 60 and 300 s. */
const TIMES = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 30 * SECOND,
  keepAliveTimeout: 5 * SECOND,
  connectionsCheckingInterval: 5 * SECOND,
  maxHeaderSize: 16 * 1024,
} as const

/** Running requests may finish this long after a stop was asked for; the store is closed after that. */
const FINISH_WITHIN_MILLISECONDS = 7 * SECOND
/** Connections go when their last answer is through; those that do not are cut. */
const CUT_AFTER_MILLISECONDS = SECOND
const LOOK_EVERY_MILLISECONDS = 50

export interface RunningServer {
  readonly port: number
  readonly address: string
  /** Take nothing new, finish what runs, end what does not finish; at most ten seconds. */
  readonly close: () => Promise<void>
}

/**
 * Listen. Without TLS only this machine and private networks are served; a public peer's connection
 * is closed before a byte of it is read.
 *
 * Errors: ConfigError when the configured address is public and there is no certificate
 */
export async function startServer(
  app: Pick<ReturnType<typeof createApp>, 'fetch'>,
  config: Config,
  closing: AbortController,
): Promise<RunningServer> {
  const running = new Set<ServerResponse>()
  const server = createServer(app, config)
  // Before the application's own: it may answer in the same turn.
  server.prependListener('request', (_request, response: ServerResponse) => {
    running.add(response)
    response.once('close', () => running.delete(response))
    if (closing.signal.aborted) response.shouldKeepAlive = false
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenRefusal(error, config)))
    server.listen(config.port, config.host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  const { port, address } = server.address() as AddressInfo
  return { port, address, close: () => closeServer(server, running, closing) }
}

const LISTEN_REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: '端口已被别的程序占用：请停止那个程序，或用 PORT 换一个端口。',
  EACCES: '没有权限使用这个端口：请用 PORT 换成 1024 以上的端口。',
  EADDRNOTAVAIL: '本机没有这个地址：请核对 HOST，或用 0.0.0.0 表示本机所有地址。',
}

function listenRefusal(error: Error, config: Config): Error {
  const remedy = 'code' in error ? LISTEN_REMEDIES[String(error.code)] : undefined
  if (remedy === undefined) return error
  return new ConfigError(`无法在 ${config.host}:${config.port} 提供服务，${remedy}`)
}

function createServer(app: Pick<ReturnType<typeof createApp>, 'fetch'>, config: Config): Server {
  const listener = getRequestListener((request, env) => app.fetch(request, env))
  const onRequest = (...request: Parameters<typeof listener>) => void listener(...request)
  if (config.tls !== null) {
    const files = readTlsFiles(config.tls)
    return createHttpsServer({ ...TIMES, ...files, minVersion: 'TLSv1.2' }, onRequest)
  }
  if (isIP(config.host) !== 0 && !isAnyAddress(config.host) && !isPrivateAddress(config.host)) {
    throw new ConfigError(
      `HOST ${config.host} is a public address: set TLS_CERT and TLS_KEY, or listen on a private one.`,
    )
  }
  const server = createHttpServer(TIMES, onRequest)
  const isTrusted = addressMatcher(config.trustedProxies)
  server.on('connection', (socket) => {
    if (!isPlainAllowed(socket, isTrusted)) socket.destroy()
  })
  return server
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** Both ends must be private; a trusted proxy in front may have any address. */
function isPlainAllowed(socket: Socket, isTrusted: (address: string) => boolean): boolean {
  const peer = socket.remoteAddress ?? ''
  return isTrusted(peer) || (isPrivateAddress(socket.localAddress ?? '') && isPrivateAddress(peer))
}

/**
 * Let what runs finish, then close. The door stays open meanwhile, so that whoever asks is told
 * that the server is ending; nothing new is begun, and every answer is the last of its connection.
 */
async function closeServer(
  server: Server,
  running: ReadonlySet<ServerResponse>,
  closing: AbortController,
): Promise<void> {
  closing.abort()
  for (const response of running) if (!response.headersSent) response.shouldKeepAlive = false
  const finishBy = performance.now() + FINISH_WITHIN_MILLISECONDS
  while (running.size > 0 && performance.now() < finishBy) await pause(LOOK_EVERY_MILLISECONDS)
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const cut = setTimeout(() => server.closeAllConnections(), CUT_AFTER_MILLISECONDS)
  // Kept-alive connections turn idle after their last answer.
  const sweep = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MILLISECONDS)
  server.closeIdleConnections()
  await closed
  clearTimeout(cut)
  clearInterval(sweep)
}
