import { readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { isIP } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { ConfigError } from '#server/config.ts'
import type { Config } from '#server/config.ts'
import type { createApp } from '#server/app.ts'
import { addressMatcher, isPrivateAddress } from './client-address.ts'

const SECOND = 1_000

/** Slow and large senders are let go; Node's own times are 60 and 300 s. */
const TIMES = {
  headersTimeout: 10 * SECOND,
  requestTimeout: 30 * SECOND,
  keepAliveTimeout: 5 * SECOND,
  connectionsCheckingInterval: 5 * SECOND,
  maxHeaderSize: 16 * 1024,
} as const

/** Running requests may finish this long after a stop was asked for. */
const CLOSE_WITHIN_MILLISECONDS = 8 * SECOND

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
  const server = createServer(app, config)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port, address } = server.address() as AddressInfo
  return { port, address, close: () => closeServer(server, closing) }
}

function createServer(app: Pick<ReturnType<typeof createApp>, 'fetch'>, config: Config): Server {
  const listener = getRequestListener((request, env) => app.fetch(request, env))
  const onRequest = (...request: Parameters<typeof listener>) => void listener(...request)
  if (config.tls !== null) {
    const cert = readFileSync(config.tls.certificateFile)
    const key = readFileSync(config.tls.keyFile)
    return createHttpsServer({ ...TIMES, cert, key, minVersion: 'TLSv1.2' }, onRequest)
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

async function closeServer(server: Server, closing: AbortController): Promise<void> {
  closing.abort()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const deadline = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MILLISECONDS)
  // Kept-alive connections turn idle after their last answer.
  const sweep = setInterval(() => server.closeIdleConnections(), SECOND / 4)
  await closed
  clearTimeout(deadline)
  clearInterval(sweep)
}
