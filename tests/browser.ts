import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** WebGL without a GPU, and no call home. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

function installed(): string | null {
  const named = process.env.RISKMAP_BROWSER
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error(`RISKMAP_BROWSER names ${named}, and there is no such file.`)
  }
  return CANDIDATES.find((file) => existsSync(file)) ?? null
}

/**
 * The browser the tests drive: an installed Chromium, else one that is installed now.
 * Errors: says exactly what to do when none can be had; the tests never go on without one.
 */
export function ensureBrowser(): string {
  const found = installed()
  if (found !== null) return found
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('No browser here: installing Chromium from the distribution …')
    const quiet = { stdio: 'ignore' as const }
    spawnSync('apt-get', ['update'], quiet)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      ...quiet,
      env,
    })
  } else {
    console.log('No browser here: asking the test runner for one of its own …')
    spawnSync(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], {
      stdio: 'inherit',
    })
    try {
      const file = execFileSync(
        process.execPath,
        ['-e', "console.log(require('playwright-core').chromium.executablePath())"],
        { encoding: 'utf8' },
      ).trim()
      if (existsSync(file)) return file
    } catch (error) {
      console.log(String(error))
    }
  }
  const now = installed()
  if (now !== null) return now
  throw new Error(
    'The tests need Chromium and could not get one. Install Chromium, Chrome or Edge, ' +
      'or set RISKMAP_BROWSER to the file of its executable, and run "npm test" again.',
  )
}
