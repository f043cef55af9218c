import type { Role } from '#domain/role.ts'
import { administratorPage } from './administrator.ts'
import type { HelpPage } from './help-page.ts'
import { leaderPage } from './leader.ts'
import { officerPage } from './officer.ts'
import { plannerPage } from './planner.ts'
import { supervisorPage } from './supervisor.ts'
import { workerPage } from './worker.ts'

/** The manual (使用手册), one page a user. */
export const HELP_PAGES: readonly HelpPage[] = [
  officerPage,
  workerPage,
  supervisorPage,
  leaderPage,
  plannerPage,
  administratorPage,
]

const PAGE_OF_ROLE: Readonly<Record<Role, HelpPage>> = {
  admin: administratorPage,
  bureau: supervisorPage,
  department: supervisorPage,
  township: supervisorPage,
  expert: supervisorPage,
  enterprise: officerPage,
  planner: plannerPage,
  superior: plannerPage,
  screen: leaderPage,
}

/** The page that speaks to a role; to somebody without an account, that of workers and visitors. */
export function helpPageFor(role: Role | undefined): HelpPage {
  return role === undefined ? workerPage : PAGE_OF_ROLE[role]
}
