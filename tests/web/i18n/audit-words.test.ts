import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adminEn } from '#web/i18n/admin-en.ts'
import { adminZhCn } from '#web/i18n/admin-zh-cn.ts'

/** Every `noun.verb` that the server writes into the audit trail. */
function actionsOfServer(): string[] {
  const written = globSync('server/**/*.ts').flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(
      /(?:audited\(\s*c,\s*|action: |BACKUP_MADE = )'([a-z-]+\.[a-z-]+)'/g,
    ),
  ])
  // The guide at the head of the routes says `noun.verb` itself.
  const actions = written.map(([, action = '']) => action).filter((a) => !a.startsWith('noun.'))
  return [...new Set(actions)].sort()
}

test.each([
  ['Chinese', adminZhCn.audit],
  ['English', adminEn.audit],
])('every action of the audit trail is told in %s', (_language, { noun, verb }) => {
  const actions = actionsOfServer()
  expect(actions.length).toBeGreaterThan(30)
  const untold = actions.filter((action) => {
    const [kind = '', done = ''] = action.split('.')
    return !(kind in noun) || !(done in verb)
  })
  expect(untold).toEqual([])
})
