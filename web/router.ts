import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteLocationRaw,
  type RouteMeta,
  type RouteRecordRaw,
} from 'vue-router'
import { ROLES, type Role } from '#domain/role.ts'
import { enterRoom } from './i18n/i18n.ts'
import type { RoomName } from './i18n/rooms.ts'
import { useSessionStore } from './stores/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** True for pages that need no account. */
    open?: boolean
    /** True for pages without the header. */
    bare?: boolean
    /** True for the large screen, which tells all notices itself. */
    wall?: boolean
    /** What the menu calls it; pages without a label are reached from others. */
    nav?: string
    /** Who may use it; everybody signed in when left out. */
    roles?: readonly Role[]
    /** Whose words it speaks. */
    rooms?: readonly RoomName[]
  }
}

/** A large screen's token opens the large screen and nothing else. */
const READERS: readonly Role[] = ROLES.filter((role) => role !== 'screen')

/** Planners and superiors look; they report and draw nothing. */
const WRITERS: readonly Role[] = READERS.filter((role) => role !== 'planner' && role !== 'superior')

/** Where one begins: a plant without a plan makes its first, all others look at the county. */
async function startOf(): Promise<RouteLocationRaw> {
  const { user } = useSessionStore()
  const enterpriseId = user?.role === 'enterprise' ? user.enterprise : undefined
  if (enterpriseId === undefined) return { name: 'county' }
  // With it comes all that draws a plan, which no other first view needs.
  const { useFirstPlanStore } = await import('./stores/first-plan.ts')
  if (await useFirstPlanStore().hasPlan(enterpriseId)) return { name: 'county' }
  return { name: 'first-plan', params: { id: enterpriseId } }
}

const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'start',
    component: () => import('./views/MissingView.vue'),
    beforeEnter: startOf,
  },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./views/SignInView.vue'),
    meta: { open: true, bare: true },
  },
  {
    path: '/county',
    name: 'county',
    component: () => import('./views/CountyView.vue'),
    meta: { nav: 'nav.county', roles: READERS },
  },
  {
    path: '/enterprises',
    name: 'enterprises',
    component: () => import('./views/EnterprisesView.vue'),
    meta: { nav: 'nav.enterprises', roles: READERS },
  },
  {
    path: '/enterprises/:id',
    name: 'enterprise',
    component: () => import('./views/EnterpriseView.vue'),
    props: true,
    meta: { rooms: ['dossier', 'hazards', 'plan'], roles: READERS },
  },
  {
    path: '/enterprises/:id/lists',
    name: 'enterprise-lists',
    component: () => import('./views/EnterpriseListsView.vue'),
    props: true,
    meta: { rooms: ['lists'], roles: READERS },
  },
  {
    path: '/hazards',
    name: 'hazards',
    component: () => import('./views/HazardsView.vue'),
    meta: { nav: 'nav.hazards', rooms: ['hazards'], roles: READERS },
  },
  {
    path: '/hazards/report',
    name: 'hazard-report',
    component: () => import('./views/ReportHazardView.vue'),
    meta: { rooms: ['hazards'], roles: WRITERS },
  },
  {
    path: '/hazards/:id',
    name: 'hazard',
    component: () => import('./views/HazardView.vue'),
    props: true,
    meta: { rooms: ['hazards'], roles: READERS },
  },
  {
    path: '/enterprises/:id/first-plan',
    name: 'first-plan',
    component: () => import('./views/FirstPlanView.vue'),
    props: true,
    meta: { rooms: ['plan', 'firstplan'], roles: WRITERS },
  },
  {
    path: '/enterprises/:id/cards',
    name: 'cards',
    component: () => import('./views/CardsView.vue'),
    props: true,
    meta: { rooms: ['cards'], roles: READERS },
  },
  {
    path: '/plans/:id',
    name: 'plan',
    component: () => import('./views/PlanView.vue'),
    props: true,
    meta: { rooms: ['plan', 'firstplan'], roles: READERS },
  },
  {
    path: '/plans/:id/sheet',
    name: 'plan-sheet',
    component: () => import('./views/PlanSheetView.vue'),
    props: true,
    meta: { bare: true, rooms: ['plan'], roles: READERS },
  },
  {
    path: '/screen',
    name: 'screen',
    component: () => import('./views/ScreenView.vue'),
    // Open: without a session the page itself asks for a token.
    meta: { open: true, bare: true, wall: true, nav: 'nav.screen', rooms: ['screen'] },
  },
  {
    path: '/imports',
    name: 'imports',
    component: () => import('./views/ImportsView.vue'),
    meta: {
      rooms: ['imports'],
      nav: 'nav.imports',
      roles: ['admin', 'bureau', 'department', 'township'],
    },
  },
  {
    path: '/admin',
    name: 'admin',
    component: () => import('./views/AdminView.vue'),
    meta: { nav: 'nav.admin', rooms: ['admin'], roles: ['admin', 'bureau', 'township'] },
  },
  {
    path: '/help/:page?',
    name: 'help',
    component: () => import('./views/HelpView.vue'),
    props: true,
    meta: { open: true, nav: 'nav.help', rooms: ['help'] },
  },
  {
    path: '/:rest(.*)*',
    name: 'missing',
    component: () => import('./views/MissingView.vue'),
    meta: { open: true },
  },
]

export const router = createRouter({ history: createWebHistory(), routes })

/** Let the script of a page come while it is asked who is there. */
function beginLoading(to: RouteLocationNormalized): void {
  for (const { components } of to.matched) {
    const load = components?.default as (() => Promise<unknown>) | object | undefined
    // A failure is met again, and told, by the router's own asking.
    if (typeof load === 'function') void Promise.allSettled([load()])
  }
}

router.beforeEach(async (to) => {
  beginLoading(to)
  if (to.meta.open === true) return true
  const session = useSessionStore()
  const known = (await session.ensure()) !== null
  if (known && !session.mustChangePassword) return true
  return { name: 'sign-in', query: { next: to.fullPath } }
})

router.beforeResolve(async (to) => {
  await Promise.all((to.meta.rooms ?? []).map(enterRoom))
})

/** The menu (菜单) as far as it is open to a role, in the order of the pages above. */
export function menuFor(role: Role | undefined): { name: string; label: string }[] {
  return routes.flatMap(({ name, meta }) =>
    meta?.nav === undefined || !isOpenTo(meta, role)
      ? []
      : [{ name: String(name), label: meta.nav }],
  )
}

/** Tell whether a page is open to a role; the server decides again. */
export function isOpenTo(meta: RouteMeta, role: Role | undefined): boolean {
  // Who has just been signed out keeps what is on the page until signed in again.
  return meta.roles === undefined || role === undefined || meta.roles.includes(role)
}
