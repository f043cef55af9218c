const FILES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
})

/** The address of a picture of the manual by its name; undefined when there is none. */
export function pictureAddress(name: string): string | undefined {
  return FILES[`./pictures/${name}.webp`]
}
