/** The languages a refusal can be told in. */
export type Language = 'zh-CN' | 'en'

/**
 * Choose the language of an answer from `Accept-Language`; Chinese unless English is preferred.
 * Shape: header → language, by the weights it gives
 */
export function preferredLanguage(header: string | undefined): Language {
  let best: { readonly language: Language; readonly weight: number } | null = null
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const language = languageOf(tag)
    const given = parameters.find((parameter) => parameter.trim().startsWith('q='))
    const weight = given === undefined ? 1 : Number(given.trim().slice(2))
    if (language !== null && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'zh-CN'
}

function languageOf(tag: string): Language | null {
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
  if (tag === 'en' || tag.startsWith('en-')) return 'en'
  return null
}
