import { v7 } from 'uuid'

/** A fresh identity (UUIDv7): ordered by time, so that indexes grow at one end, and not guessable. */
export function newId(): string {
  return v7()
}
