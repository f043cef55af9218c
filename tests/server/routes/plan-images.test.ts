import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, countyUnderTest, MINE, OTHER, seen } from './county.ts'
import type { AnswerBody, Asker } from './county.ts'

const county = countyUnderTest()
const { ask } = county

let plan: AnswerBody
beforeAll(async () => {
  plan = (
    await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '图', unit: 'pixel' })
  ).body
})

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3a6' } })

function send(bytes: Uint8Array, name = 'scan.png', who: Asker = 'mine', type = '') {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(bytes)], name, { type }))
  return ask(who, 'POST', `/api/plans/${plan.id}/image`, form)
}

describe('an uploaded ground', () => {
  it('is kept, seen before it is put, and served once it is', async () => {
    const made = await send(await flat(64, 48).png().toBuffer())
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ width: 64, height: 48 })
    const location = made.headers.get('location') ?? ''
    const early = await ask('mine', 'GET', location)
    expect([early.status, early.headers.get('content-type')]).toEqual([200, 'image/png'])
    const path = `/api/plans/${plan.id}/image`
    expect((await ask('mine', 'GET', path)).status).toBe(404)
    const image = { id: made.body.id, width: 1, height: 1, opacity: 0.5, rotation: 90 }
    const saved = await ask(
      'mine',
      'PUT',
      `/api/plans/${plan.id}`,
      bodyOf(plan, { image }),
      seen(1),
    )
    expect(saved.body.image).toEqual({ ...image, width: 64, height: 48 })
    const served = await ask('planner', 'GET', path)
    expect(served.bytes).toEqual(early.bytes)
    expect(served.headers.get('cache-control')).toBe('private, no-cache')
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    const tag = served.headers.get('etag') ?? ''
    expect((await ask('planner', 'GET', path, undefined, { 'If-None-Match': tag })).status).toBe(
      304,
    )
    expect((await ask('other', 'GET', path, undefined, { 'If-None-Match': tag })).status).toBe(404)
    const theirs = await ask('other', 'POST', `/api/enterprises/${OTHER}/plans`, { name: '乙' })
    const borrowed = `/api/plans/${theirs.body.id}/images/${made.body.id}`
    expect((await ask('other', 'GET', borrowed)).status).toBe(404)
  })

  it('is drawn anew: upright, without metadata, no side beyond 8192', async () => {
    const sideways = await flat(60, 20)
      .withExif({ IFD0: { Copyright: 'SECRET-NAME' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect(sideways.includes('Exif')).toBe(true)
    const made = await send(sideways, 'photo.jpg')
    expect(made.body).toMatchObject({ width: 20, height: 60 })
    const { bytes } = await ask('mine', 'GET', made.headers.get('location') ?? '')
    expect(Buffer.from(bytes).includes('Exif')).toBe(false)
    expect(Buffer.from(bytes).includes('SECRET-NAME')).toBe(false)
    const wide = await send(await flat(9000, 90).webp().toBuffer(), 'wide.webp')
    expect(wide.body).toMatchObject({ width: 8192, height: 82 })
  })

  it('is known by its bytes, whatever it is called', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    const html = Buffer.from('<html><script>1</script></html>')
    const gif = await flat(4, 4).gif().toBuffer()
    for (const bytes of [svg, html, gif, Buffer.from('')]) {
      const refused = await send(bytes, 'plan.png', 'mine', 'image/png')
      expect([refused.status, refused.body.code]).toEqual([415, 'unsupported_type'])
    }
  })

  it('is refused when it is damaged, too large or a bomb', async () => {
    const whole = await flat(400, 400).jpeg().toBuffer()
    const cut = await send(whole.subarray(0, Math.floor(whole.length / 2)), 'cut.jpg')
    expect([cut.status, cut.body.issues[0]?.code]).toEqual([422, 'unreadable_picture'])
    const bomb = await send(await flat(13_000, 13_000).png().toBuffer())
    expect(bomb.status).toBe(422)
    const heavy = await send(Buffer.concat([whole, Buffer.alloc(26 * 2 ** 20)]))
    expect([heavy.status, heavy.body.code]).toEqual([413, 'too_large'])
  })

  it('comes in a form and from who may write', async () => {
    const path = `/api/plans/${plan.id}/image`
    expect((await ask('mine', 'POST', path, { file: 'x' })).status).toBe(415)
    const wrong = new FormData()
    wrong.append('picture', 'text')
    expect((await ask('mine', 'POST', path, wrong)).status).toBe(422)
    const text = new FormData()
    text.append('file', 'text')
    expect((await ask('mine', 'POST', path, text)).status).toBe(422)
    const png = await flat(4, 4).png().toBuffer()
    expect((await send(png, 'a.png', 'planner')).status).toBe(403)
    expect((await send(png, 'a.png', 'other')).status).toBe(404)
  })
})
