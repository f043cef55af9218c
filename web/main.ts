import '@fontsource-variable/noto-sans-sc'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { z } from 'zod'
import App from './App.vue'
import { i18n } from './i18n/i18n.ts'
import { router } from './router.ts'
import './styles/tokens.css'

// The policy of the page forbids compiling code from text; schemas must not try.
z.config({ jitless: true })

createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
