/**
 * Put a text on the clipboard; true when it is there. Without TLS browsers offer no clipboard to a page
 * of another host than this machine, so the old way of a selected field is tried as well.
 */
export async function copyText(text: string): Promise<boolean> {
  const clipboard = (navigator as { readonly clipboard?: Clipboard }).clipboard
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text)
      return true
    } catch (error) {
      // Not allowed to this page: the other way may be.
      if (!(error instanceof DOMException)) throw error
    }
  }
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  // Inside an open dialog the focus is kept, and only what is in it can be selected.
  const place = document.querySelector('[role=dialog]') ?? document.body
  place.append(field)
  field.select()
  // Deprecated, and without a successor on plain HTTP.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand('copy')
  field.remove()
  return done
}
