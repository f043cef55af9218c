/** Columns that several tables have in common. */
export const level = { level_inherent: 'integer?', level_current: 'integer?' } as const
export const place = { lng: 'real?', lat: 'real?' } as const
export const leveled = { leveled_at: 'text?', level_entries: 'integer' } as const
export const kept = {
  archived_at: 'text?',
  sample: 'integer',
  version: 'integer',
  created_at: 'text',
  updated_at: 'text',
} as const
