import '@fontsource-variable/noto-sans-sc'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { config } from 'zod/mini'
import App from './App.vue'
import { whenSignedOut } from './api/refusal.ts'
import { i18n } from './i18n/i18n.ts'
import { watchPresence } from './presence.ts'
import { router } from './router.ts'
import { useSessionStore } from './stores/session.ts'
import './styles/tokens.css'

// The policy of the page forbids compiling code from text; schemas must not try.
config({ jitless: true })

watchPresence(window)

const app = createApp(App).use(createPinia()).use(i18n).use(router)

// A session that ended under a page: what is on it stays until one has signed in again.
whenSignedOut(() => {
  useSessionStore().forget()
  const { meta, fullPath } = router.currentRoute.value
  // The sign-in and the large screen say themselves what to do.
  if (meta.open !== true) void router.push({ name: 'sign-in', query: { next: fullPath } })
})

app.mount('#app')
