import { lngLatToTileFraction } from '#domain/tile.ts'
import { requestsPerSecond } from './http-load.ts'
import type { Report } from './report.ts'
import type { ServerProcess } from './server-process.ts'
import { quantile } from './timing.ts'

const ROUNDS = 7
const ROUND_SECONDS = 1

/**
 * Repeated tiles against an empty handler behind the same middleware, in requests a second.
 *
 * The empty handler is `GET /api/session`: signed in like a tile's asker, passed through every check,
 * and then only saying what the session check has found. Rounds take turns, so that whatever else
 * the machine does falls on all alike; the middle ratio counts.
 */
export async function benchRepeatedTile(
  { product, cookie }: ServerProcess,
  report: Report,
): Promise<void> {
  const empty = { url: `${product.url}/api/session`, headers: { Cookie: cookie }, status: 200 }
  const [x, y] = lngLatToTileFraction([114.2, 35.65], 11).map(Math.floor)
  const tiles = {
    'density tile': `${product.url}/api/tiles/density/11/${x}/${y}.png`,
    'vector tile': `${product.url}/api/tiles/risk-points/11/${x}/${y}.mvt`,
  }
  for (const [name, url] of Object.entries(tiles)) {
    const first = await fetch(url, { headers: { Cookie: cookie } })
    const tag = first.headers.get('etag')
    if (first.status !== 200 || tag === null) throw new Error(`${url} answered ${first.status}`)
    const held = { url, headers: { Cookie: cookie, 'If-None-Match': tag }, status: 304 }
    const cached = { url, headers: { Cookie: cookie }, status: 200 }
    const rates = { empty: [] as number[], held: [] as number[], cached: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.empty.push(await requestsPerSecond(empty, ROUND_SECONDS))
      rates.held.push(await requestsPerSecond(held, ROUND_SECONDS))
      rates.cached.push(await requestsPerSecond(cached, ROUND_SECONDS))
    }
    const ratio = (own: number[]) =>
      quantile(
        own.map((rate, round) => rate / (rates.empty[round] ?? Infinity)),
        0.5,
      )
    report({
      name: `${name}, repeated`,
      value: {
        emptyHandler: quantile(rates.empty, 0.5),
        notModified: quantile(rates.held, 0.5),
        cached: quantile(rates.cached, 0.5),
      },
      unit: 'requests/s',
      goal: null,
    })
    report({
      name: `${name}, repeated, beside an empty handler`,
      value: { notModified: ratio(rates.held), cached: ratio(rates.cached) },
      unit: 'ratio',
      goal: { atLeast: 0.6 },
    })
  }
}
