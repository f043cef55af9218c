import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { Page } from 'playwright-core'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { beginCountLayer } from '#server/density/tiles/count-layer.ts'
import { freePort } from '#tests/free-port.ts'

const LIBRARY = 'node_modules/maplibre-gl/dist'
const FILES = ['maplibre-gl.mjs', 'maplibre-gl-shared.mjs', 'maplibre-gl-worker.mjs']

/** The zoom of the tiles that hold the places, one by one; the whole county is looked at from here on. */
const POINTS_ZOOM = 10
const EXTENT = 8192

const SCRIPT = `
import { Map, setWorkerUrl } from './maplibre-gl.mjs'
setWorkerUrl(new URL('./maplibre-gl-worker.mjs', import.meta.url).href)
const map = new Map({
  container: 'map',
  bounds: [[114.0, 35.5], [114.3, 35.78]],
  attributionControl: false,
  style: {
    version: 8,
    sources: {
      points: {
        type: 'vector',
        tiles: [new URL('./', import.meta.url).href + '{z}/{x}/{y}'],
        minzoom: ${POINTS_ZOOM},
        maxzoom: ${POINTS_ZOOM},
      },
    },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': '#f6f4ef' } },
      { id: 'heat', type: 'heatmap', source: 'points', 'source-layer': 'points', paint: { 'heatmap-radius': 30 } },
    ],
  },
})
map.once('idle', () => { document.body.dataset.mapReady = 'true' })
`

const DOCUMENT = `<!doctype html><style>html,body,#map{margin:0;height:100%}</style>
<div id="map"></div><script type="module" src="./heatmap.mjs"></script>`

/** A page of its own that shows places with MapLibre's own heatmap layer and nothing else. */
export interface HeatmapPage {
  show(page: Page): Promise<void>
  close(): void
}

/**
 * Serve such a page. The places come as vector tiles, one point a feature and nothing with it, which
 * is the least that the library can be given: of a million as GeoJSON its worker ends without memory.
 * Shape: longitudes and latitudes in turn
 */
export async function serveHeatmap(coordinates: readonly number[]): Promise<HeatmapPage> {
  const port = await freePort()
  const tiles = placeTiles(coordinates)
  const server = createServer((request, response) => answer(response, request.url ?? '', tiles))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    async show(page) {
      await page.goto(`http://127.0.0.1:${port}/page`)
      await page.waitForSelector('[data-map-ready]', { timeout: 300_000 })
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function answer(
  response: ServerResponse,
  url: string,
  tiles: ReadonlyMap<string, Uint8Array>,
): void {
  const name = url.split('/').at(-1) ?? ''
  const send = (type: string, body: string | Uint8Array) =>
    response.writeHead(200, { 'Content-Type': type }).end(body)
  const tile = tiles.get(url)
  if (tile !== undefined) send('application/vnd.mapbox-vector-tile', tile)
  else if (FILES.includes(name)) send('text/javascript', readFileSync(`${LIBRARY}/${name}`))
  else if (name === 'heatmap.mjs') send('text/javascript', SCRIPT)
  else if (name === 'page') send('text/html', DOCUMENT)
  else response.writeHead(204).end()
}

/** Tiles by their address. */
function placeTiles(coordinates: readonly number[]): Map<string, Uint8Array> {
  const values = new Map<string, number[]>()
  for (let at = 0; at < coordinates.length; at += 2) {
    const place = [coordinates[at] ?? 0, coordinates[at + 1] ?? 0] as const
    const [x, y] = lngLatToTileFraction(place, POINTS_ZOOM)
    const key = `/${POINTS_ZOOM}/${Math.floor(x)}/${Math.floor(y)}`
    const own = values.get(key) ?? []
    values.set(key, own)
    own.push(Math.floor((x % 1) * EXTENT), Math.floor((y % 1) * EXTENT))
  }
  return new Map(Array.from(values, ([key, own]) => [key, pointsLayer(own)]))
}

function pointsLayer(places: readonly number[]): Uint8Array {
  const layer = beginCountLayer('points', EXTENT, [])
  for (let at = 0; at < places.length; at += 2)
    layer.add(places[at] ?? 0, places[at + 1] ?? 0, [], 0)
  return layer.end()
}
