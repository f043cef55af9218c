import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const LIBRARY = 'node_modules/maplibre-gl/dist'
const FILES = ['maplibre-gl.mjs', 'maplibre-gl-shared.mjs', 'maplibre-gl-worker.mjs']

const SCRIPT = `
import { Map, setWorkerUrl } from './maplibre-gl.mjs'
setWorkerUrl(new URL('./maplibre-gl-worker.mjs', import.meta.url).href)
const coordinates = await (await fetch('./points.json')).json()
const features = []
for (let at = 0; at < coordinates.length; at += 2)
  features.push({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [coordinates[at], coordinates[at + 1]] },
  })
const map = new Map({
  container: 'map',
  bounds: [[114.0, 35.5], [114.3, 35.78]],
  attributionControl: false,
  style: {
    version: 8,
    sources: { points: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': '#f6f4ef' } },
      { id: 'heat', type: 'heatmap', source: 'points', paint: { 'heatmap-radius': 30 } },
    ],
  },
})
map.once('idle', () => { document.body.dataset.mapReady = 'true' })
`

const DOCUMENT = `<!doctype html><style>html,body,#map{margin:0;height:100%}</style>
<div id="map"></div><script type="module" src="./heatmap.mjs"></script>`

/** Show places, as longitudes and latitudes in turn, with MapLibre's own heatmap layer and nothing else. */
export async function showHeatmap(page: Page, coordinates: readonly number[]): Promise<void> {
  const script = { contentType: 'text/javascript' }
  await page.route('**/heatmap/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? ''
    if (FILES.includes(name))
      return route.fulfill({ ...script, body: readFileSync(`${LIBRARY}/${name}`) })
    if (name === 'heatmap.mjs') return route.fulfill({ ...script, body: SCRIPT })
    if (name === 'points.json') return route.fulfill({ json: coordinates })
    return route.fulfill({ contentType: 'text/html', body: DOCUMENT })
  })
  await page.goto('/heatmap/page')
  await page.waitForSelector('[data-map-ready]', { timeout: 300_000 })
}
