import type { Page } from 'playwright-core'

const DRAG_SECONDS = 4
/** A map that hardly moves is dragged until it has drawn a few times, but no longer than so. */
const LEAST_FRAMES = 4
const MOST_SECONDS = 45

/** Count the frames in which a map draws; to be installed before the page's own script. */
export async function countFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let hasDrawn = false
    const counted = { frames: 0 }
    Object.assign(globalThis, { drawnFrames: counted })
    const context = WebGL2RenderingContext.prototype
    const handler: ProxyHandler<(...given: never[]) => unknown> = {
      apply: (draw, owner, given) => {
        hasDrawn = true
        return Reflect.apply(draw, owner, given) as unknown
      },
    }
    Reflect.set(context, 'drawElements', new Proxy(Reflect.get(context, 'drawElements'), handler))
    const look = () => {
      if (hasDrawn) counted.frames += 1
      hasDrawn = false
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** Frames a second that a map draws while it is dragged to and fro; of none, one in all that time. */
export async function framesWhilePanning(page: Page): Promise<number> {
  const [centerX, centerY] = [760, 330]
  await page.mouse.move(centerX, centerY)
  await page.mouse.down()
  const before = await drawnFrames(page)
  const start = performance.now()
  let elapsed = 0
  let frames = 0
  while (
    elapsed < DRAG_SECONDS * 1000 ||
    (frames < LEAST_FRAMES && elapsed < MOST_SECONDS * 1000)
  ) {
    const turn = (elapsed / 2000) * 2 * Math.PI
    await page.mouse.move(centerX + 150 * Math.sin(turn), centerY + 80 * Math.sin(2 * turn))
    elapsed = performance.now() - start
    if (elapsed >= DRAG_SECONDS * 1000) frames = (await drawnFrames(page)) - before
  }
  await page.mouse.up()
  return (Math.max(1, frames) * 1000) / elapsed
}

function drawnFrames(page: Page): Promise<number> {
  return page.evaluate(
    () => (globalThis as unknown as { drawnFrames: { frames: number } }).drawnFrames.frames,
  )
}
