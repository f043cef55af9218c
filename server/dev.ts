/** `npm run dev`: the API restarts and the pages reload as files change. */
import { spawn } from 'node:child_process'
import { createServer } from 'vite'
import { readConfig } from './config.ts'

const API_PORT = '8081'

const config = readConfig(process.env)
const api = spawn(
  process.execPath,
  ['--watch-path=server', '--watch-path=domain', '--watch-preserve-output', 'server/start.ts'],
  {
    stdio: 'inherit',
    env: { ...process.env, PORT: API_PORT, PUBLIC_URL: `http://localhost:${config.port}` },
  },
)
const pages = await createServer({
  configFile: 'vite.config.ts',
  server: { port: config.port, host: config.host, strictPort: true },
})
await pages.listen()
pages.printUrls()

const end = (): void => {
  api.kill('SIGTERM')
  void pages.close().then(() => process.exit(0))
}
process.on('SIGINT', end)
process.on('SIGTERM', end)
