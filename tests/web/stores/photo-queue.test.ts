import { expect, test } from 'vitest'
import { photoQueue } from '#web/stores/photo-queue.ts'

const photo = (name: string) => new File(['x'], name, { type: 'image/jpeg' })

test('a photo added while the kept ones are still being read stays in the form', async () => {
  const queue = photoQueue()
  const restored = queue.restore('hazard:1:PENDING_ACCEPT')
  await queue.add([photo('a.jpg')])
  await restored
  expect(queue.photos.value.map(({ name }) => name)).toEqual(['a.jpg'])
})

test('the photos of one form do not follow into the next', async () => {
  const queue = photoQueue()
  await queue.restore('hazard:1:PENDING_ACCEPT')
  await queue.add([photo('a.jpg')])
  await queue.restore('hazard:1:CLOSED')
  expect(queue.photos.value).toEqual([])
})
