import type { StructureKind } from '#domain/plan.ts'

/** How the pointer draws: shapes of the drawing tool, plain clicks, or nothing but looking. */
export type DrawMode =
  'select' | 'rectangle' | 'polygon' | 'circle' | 'line' | 'segment' | 'place' | 'view'

export type ToolId =
  | 'select'
  | 'zone-rectangle'
  | 'zone-polygon'
  | 'risk-point'
  | 'building'
  | 'tank'
  | 'road'
  | 'fence'
  | 'gate'
  | 'green'
  | 'symbol'
  | 'route'
  | 'scale'
  | 'measure'
  | 'control-point'

/** One tool of the studio (绘图工具): its key, and what the pointer does while it is in hand. */
export interface PlanTool {
  readonly id: ToolId
  readonly key: string
  readonly mode: DrawMode
  readonly group: 'select' | 'zone' | 'structure' | 'symbol' | 'measure'
  /** What is drawn with it, when that is a structure. */
  readonly structure?: StructureKind
}

/** Every tool in the order of the rail; keys are single letters without modifiers. */
export const PLAN_TOOLS: readonly PlanTool[] = [
  { id: 'select', key: 'v', mode: 'select', group: 'select' },
  { id: 'zone-rectangle', key: 'r', mode: 'rectangle', group: 'zone' },
  { id: 'zone-polygon', key: 'p', mode: 'polygon', group: 'zone' },
  { id: 'risk-point', key: 'd', mode: 'place', group: 'zone' },
  { id: 'building', key: 'b', mode: 'rectangle', group: 'structure', structure: 'building' },
  { id: 'tank', key: 't', mode: 'circle', group: 'structure', structure: 'tank' },
  { id: 'road', key: 'l', mode: 'line', group: 'structure', structure: 'road' },
  { id: 'fence', key: 'f', mode: 'polygon', group: 'structure', structure: 'fence' },
  { id: 'gate', key: 'g', mode: 'rectangle', group: 'structure', structure: 'gate' },
  { id: 'green', key: 'h', mode: 'polygon', group: 'structure', structure: 'green' },
  { id: 'symbol', key: 's', mode: 'place', group: 'symbol' },
  { id: 'route', key: 'e', mode: 'line', group: 'symbol' },
  { id: 'scale', key: 'c', mode: 'segment', group: 'measure' },
  { id: 'measure', key: 'm', mode: 'segment', group: 'measure' },
  { id: 'control-point', key: 'k', mode: 'place', group: 'measure' },
]

const byId = new Map(PLAN_TOOLS.map((tool) => [tool.id, tool]))

/** A tool by its id. Errors: RangeError for an id that is none */
export function planTool(id: ToolId): PlanTool {
  const tool = byId.get(id)
  if (tool === undefined) throw new RangeError(`no tool ${id}`)
  return tool
}

/** What a pressed key asks of the studio; null when it is none of ours. */
export type PlanCommand =
  | { readonly kind: 'tool'; readonly tool: ToolId }
  | { readonly kind: 'undo' | 'redo' | 'save' | 'delete' | 'cancel' | 'fit' | 'basis' }

/** Read a key press (快捷键). */
export function commandOf(event: {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}): PlanCommand | null {
  const key = event.key.toLowerCase()
  if (event.altKey) return null
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return { kind: event.shiftKey ? 'redo' : 'undo' }
    if (key === 'y') return { kind: 'redo' }
    return key === 's' ? { kind: 'save' } : null
  }
  if (key === 'escape') return { kind: 'cancel' }
  if (key === 'delete' || key === 'backspace') return { kind: 'delete' }
  if (key === '0') return { kind: 'fit' }
  if (key === 'x') return { kind: 'basis' }
  const tool = PLAN_TOOLS.find((one) => one.key === key)
  return tool === undefined ? null : { kind: 'tool', tool: tool.id }
}
