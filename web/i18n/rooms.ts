/** Words of rooms that a first visit does not need: they come with the room's first page. */
export const ROOMS = {
  area: () => import('./area.ts'),
  cards: () => import('./cards.ts'),
  help: () => import('./help.ts'),
  plan: () => import('./plan.ts'),
  hazards: () => import('./hazards.ts'),
  screen: () => import('./screen.ts'),
  lists: () => import('./lists.ts'),
  imports: () => import('./imports.ts'),
  firstplan: () => import('./first-plan.ts'),
  admin: () => import('./admin.ts'),
  password: () => import('./password.ts'),
  dossier: () => import('./dossier.ts'),
} as const

export type RoomName = keyof typeof ROOMS
