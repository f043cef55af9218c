import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, it } from 'vitest'
import { createEventStream } from '#server/live/event-stream.ts'
import type { EventStream } from '#server/live/event-stream.ts'

/** One source of texts: always the newest, never more than one. */
function newest() {
  let text: string | null = null
  return {
    put: (next: string) => void (text = next),
    isEmpty: () => text === null,
    take: () => {
      const taken = text
      text = null
      return taken
    },
  }
}

const LIMITS = { bytes: 64 * 1024, milliseconds: 30_000 }

describe('a stream of events', () => {
  it('takes nothing before its reader asks, and then only the newest', async () => {
    const source = newest()
    const { body, wake } = createEventStream(source, null, () => undefined)
    source.put('one')
    wake()
    source.put('two')
    wake()
    expect(source.isEmpty()).toBe(false)
    const reader = body.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('two')
    const next = reader.read()
    source.put('three')
    wake()
    expect(new TextDecoder().decode((await next).value)).toBe('three')
    await reader.cancel()
  })

  it('is stuck when what there is stays untaken too long, or too much is', () => {
    let undrained = 0
    const outlet = { undrainedBytes: () => undrained, destroy: () => undefined }
    const source = newest()
    const stream = createEventStream(source, outlet, () => undefined)
    expect(stream.isStuck(0, LIMITS)).toBe(false)
    source.put('waits')
    expect(stream.isStuck(1_000, LIMITS)).toBe(false)
    expect(stream.isStuck(30_999, LIMITS)).toBe(false)
    expect(stream.isStuck(31_000, LIMITS)).toBe(true)
    source.take()
    expect(stream.isStuck(32_000, LIMITS)).toBe(false)
    undrained = 64 * 1024 + 1
    expect(stream.isStuck(33_000, LIMITS)).toBe(true)
  })

  it('ends once, with a last word when it has one', async () => {
    let ends = 0
    const stream = createEventStream(newest(), null, () => void (ends += 1))
    stream.end('bye')
    stream.end('again')
    stream.drop()
    expect(ends).toBe(1)
    expect(await new Response(stream.body).text()).toBe('bye')
  })
})

const CLIENTS = 60
const STUCK = 20
const EVENT = `data: ${'x'.repeat(60_000)}\n\n`

describe('many readers, some of whom stand still', () => {
  let server: Server | undefined
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    server?.closeAllConnections()
    server?.close()
  })

  it('cost little; those who stand still are dropped, the others hear everything', async () => {
    const streams = new Map<EventStream, ReturnType<typeof newest>>()
    const outgoings: ServerResponse[] = []
    const listener = getRequestListener((_request, env) => {
      const outgoing = (env as { outgoing: ServerResponse }).outgoing
      outgoings.push(outgoing)
      const outlet = {
        undrainedBytes: () => outgoing.writableLength,
        destroy: () => void outgoing.destroy(),
      }
      const source = newest()
      const stream = createEventStream(source, outlet, () => streams.delete(stream))
      streams.set(stream, source)
      return new Response(stream.body, { headers: { 'Content-Type': 'text/event-stream' } })
    })
    server = createServer((request, response) => void listener(request, response))
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo

    const heard = new Map<Socket, number>()
    for (let client = 0; client < CLIENTS; client += 1) {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      socket.on('error', () => undefined)
      if (client < STUCK) socket.pause()
      else socket.on('data', (data) => heard.set(socket, (heard.get(socket) ?? 0) + data.length))
    }
    await expect.poll(() => streams.size).toBe(CLIENTS)

    let keptBytes = 0
    // Six megabytes a client: far more than the system keeps for a socket.
    for (let round = 0; round < 100; round += 1) {
      for (const [stream, source] of streams) {
        source.put(EVENT)
        stream.wake()
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
      keptBytes = Math.max(keptBytes, ...outgoings.map((outgoing) => outgoing.writableLength))
    }
    // What a reader has not taken waits as the newest text only, and a few are on their way.
    expect(keptBytes).toBeLessThan(5 * EVENT.length)

    const isStuck = (now: number) =>
      [...streams.keys()].filter((stream) => stream.isStuck(now, { ...LIMITS, bytes: 200_000 }))
    isStuck(0)
    await expect
      .poll(() => [...heard.values()].every((bytes) => bytes > 20 * EVENT.length), {
        timeout: 20_000,
      })
      .toBe(true)
    expect(heard.size).toBe(CLIENTS - STUCK)
    // Those who read have nothing waiting; those who stand still have had it waiting all along.
    await expect.poll(() => isStuck(20_000).length, { timeout: 5_000 }).toBe(0)
    expect(isStuck(30_000)).toHaveLength(STUCK)
    for (const stream of isStuck(30_000)) stream.drop()
    await expect.poll(() => streams.size).toBe(CLIENTS - STUCK)
  }, 60_000)
})
