import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useSessionStore } from './stores/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** True for pages that need no account. */
    open?: boolean
    /** True for pages without the header. */
    bare?: boolean
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/county' },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./views/SignInView.vue'),
    meta: { open: true, bare: true },
  },
  { path: '/county', name: 'county', component: () => import('./views/CountyView.vue') },
  {
    path: '/enterprises',
    name: 'enterprises',
    component: () => import('./views/EnterprisesView.vue'),
  },
  {
    path: '/enterprises/:id',
    name: 'enterprise',
    component: () => import('./views/EnterpriseView.vue'),
    props: true,
  },
  {
    path: '/plans/:id',
    name: 'plan',
    component: () => import('./views/PlanView.vue'),
    props: true,
  },
  {
    path: '/plans/:id/sheet',
    name: 'plan-sheet',
    component: () => import('./views/PlanSheetView.vue'),
    props: true,
    meta: { bare: true },
  },
  {
    path: '/:rest(.*)*',
    name: 'missing',
    component: () => import('./views/MissingView.vue'),
    meta: { open: true },
  },
]

export const router = createRouter({ history: createWebHistory(), routes })

router.beforeEach(async (to) => {
  if (to.meta.open === true) return true
  const session = useSessionStore()
  if ((await session.ensure()) !== null) return true
  return { name: 'sign-in', query: { next: to.fullPath } }
})
