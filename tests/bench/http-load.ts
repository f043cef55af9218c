import { connect } from 'node:net'

/** One request, asked again and again. */
export interface LoadRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
}

const CONNECTIONS = 16
/** What is read goes here, whoever reads it: memory of its own for each part costs as much as the part. */
const READ_INTO = Buffer.alloc(256 * 1024)

/**
 * Requests a second that a server answers over kept-alive connections, each asking again as soon as
 * it was answered. Answers are read by their length only, so that the asker costs little beside the
 * server on the same machine.
 * Errors: when an answer has another status than the wanted one
 */
export async function requestsPerSecond(wanted: LoadRequest, seconds: number): Promise<number> {
  const { hostname, port } = new URL(wanted.url)
  const start = performance.now()
  const end = start + seconds * 1000
  const counts = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => askUntil(Number(port), hostname, wanted, end)),
  )
  const answered = counts.reduce((sum, count) => sum + count, 0)
  return (answered * 1000) / (performance.now() - start)
}

function askUntil(port: number, host: string, wanted: LoadRequest, end: number): Promise<number> {
  const question = questionOf(wanted)
  return new Promise((resolve, reject) => {
    let count = 0
    let awaited = 0
    const read = (length: number): boolean => {
      // The head of an answer to one question at a time comes at the front of a part, and whole.
      if (awaited === 0) {
        const answer = readHead(READ_INTO.subarray(0, length))
        if (answer.status !== wanted.status) {
          socket.destroy(new Error(`${wanted.url} answered ${answer.status}`))
          return false
        }
        awaited = answer.length
      }
      awaited -= length
      if (awaited > 0) return true
      count += 1
      if (performance.now() < end) {
        socket.write(question)
        return true
      }
      socket.end()
      resolve(count)
      return true
    }
    const socket = connect({
      port,
      host,
      noDelay: true,
      onread: { buffer: READ_INTO, callback: read },
    })
    socket.on('error', reject)
    socket.on('connect', () => socket.write(question))
  })
}

function questionOf({ url, headers }: LoadRequest): Buffer {
  const { pathname, search, host } = new URL(url)
  const lines = Object.entries({ Host: host, ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
}

/** Status of an answer, and its length with head and body. */
function readHead(part: Buffer): { status: number; length: number } {
  const headEnd = part.indexOf('\r\n\r\n')
  if (headEnd < 0) throw new Error('expected the whole head of an answer in one piece')
  const head = part.toString('latin1', 0, headEnd)
  const status = Number(head.slice(9, 12))
  if (/\r\ntransfer-encoding:/i.test(head))
    throw new Error('expected an answer with its length, got a chunked one')
  const body = status === 304 ? 0 : Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
  return { status, length: headEnd + 4 + body }
}
