import sharp from 'sharp'
import { expect, it } from 'vitest'
import { forgetOld } from '#server/access/housekeeping.ts'
import { knownPictures } from '#server/store/picture.ts'
import { cookieOf, standingClock } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE } from './county.ts'

const clock = standingClock()
const county = countyUnderTest(clock)

/** Signed in anew each time: no session lives as long as a photo waits. */
async function ask(method: string, path: string, body?: unknown) {
  const cookie = await cookieOf(county.application.services, 'mine')
  return county.ask('mine', method, path, body, { cookie })
}

async function upload(background: string): Promise<string> {
  const png = await sharp({ create: { width: 8, height: 6, channels: 3, background } })
    .png()
    .toBuffer()
  const form = new FormData()
  form.append('file', new File([new Uint8Array(png)], '整改前.png', { type: 'image/png' }))
  return (await ask('POST', `/api/enterprises/${MINE}/photos`, form)).body.id
}

const report = (photos: readonly string[]) =>
  ask('POST', '/api/hazards', {
    enterpriseId: MINE,
    description: '示例：防护罩缺失',
    photos,
  })

it('a photo whose report never came is forgotten after a day, a reported one never', async () => {
  const { store } = county.application.services
  const unused = await upload('red')
  const used = await upload('blue')
  const { status, body: hazard } = await report([used])
  expect(status).toBe(201)
  const kept = async () => {
    await forgetOld(store)
    return [...(await knownPictures(store, MINE, [unused, used]))]
  }
  clock.forward(23 * 60)
  expect((await kept()).toSorted()).toEqual([unused, used].toSorted())
  clock.forward(2 * 60)
  expect(await kept()).toEqual([used])
  expect((await ask('GET', `/api/hazards/${hazard.id}/photos/${used}`)).status).toBe(200)

  const late = await report([unused])
  expect(late.body).toMatchObject({
    status: 422,
    issues: [{ path: 'photos[0]', code: 'unknown_picture' }],
  })
  // The device still has it: sent again it is the same photo.
  expect(await upload('red')).toBe(unused)
  expect((await report([unused])).status).toBe(201)
})
