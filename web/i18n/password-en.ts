import type { passwordZhCn } from './password-zh-cn.ts'

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> }

export const passwordEn: Words<typeof passwordZhCn> = {
  why: {
    issued:
      'This password was handed to you by somebody else. Choose one that only you know before going on.',
    expired: 'This password is too old. Choose a new one to go on.',
    missing:
      'This administrator has no password yet. With one you can sign in by name the next time.',
    wish: 'Afterwards every other sign-in of yours ends.',
  },
  current: 'Current password',
  next: 'New password',
  repeat: 'New password again',
  submit: 'Change password',
  cancel: 'Not now',
  signOut: 'Sign out',
  differs: 'The two new passwords differ',
  missingCurrent: 'Enter the current password',
  rules: 'The new password should',
  rule: {
    length: 'have {least} to {most} characters',
    classes: 'mix three of capitals, small letters, digits and symbols',
    well_known: 'not contain the user name or common words',
    common: 'be no common password, nor one with digits or symbols added',
    monotonous: 'have at least 5 different characters',
  },
  reused: 'Must not be one of the last passwords',
  kept: 'fulfilled',
  broken: 'not yet fulfilled',
  wrong: 'The current password is wrong; 5 failures lock the account for 15 minutes.',
}
