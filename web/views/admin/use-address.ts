import { useRoute, useRouter } from 'vue-router'

/** One tab's filter in the page's address: a text a key, none for what does not limit. */
export function useAddress() {
  const route = useRoute()
  const router = useRouter()

  function text(key: string): string {
    const value = route.query[key]
    return typeof value === 'string' ? value : ''
  }

  async function set(changes: Readonly<Record<string, string>>): Promise<void> {
    const query = { ...route.query }
    for (const [key, value] of Object.entries(changes)) {
      if (value === '') Reflect.deleteProperty(query, key)
      else query[key] = value
    }
    await router.replace({ query })
  }

  return { text, set }
}
