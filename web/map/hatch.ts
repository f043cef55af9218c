import { isRiskLevel, type RiskLevel } from '#domain/risk-level.ts'

/**
 * Hatches that tell the four levels without colour: 红 rising lines, 橙 falling, 黄 level, 蓝 dots, 未评 crossed.
 * The same drawings serve screen and print.
 */
export type HatchKind = 'rising' | 'falling' | 'level' | 'dots' | 'cross'

/** The hatch of a level. */
export function hatchKind(level: RiskLevel | null): HatchKind {
  switch (level) {
    case 1:
      return 'rising'
    case 2:
      return 'falling'
    case 3:
      return 'level'
    case 4:
      return 'dots'
    case null:
      return 'cross'
  }
}

const SIZE = 20

/** Whether ink stands at a pixel of the hatch's tile; the drawings repeat without seams. */
function inked(kind: HatchKind, x: number, y: number): boolean {
  const half = SIZE / 2
  switch (kind) {
    case 'rising':
      return (x + y) % half < 2
    case 'falling':
      return (x - y + SIZE) % half < 2
    case 'level':
      return y % half < 2
    case 'dots':
      return (x % half) ** 2 + (y % half) ** 2 < 6
    case 'cross':
      return (x + y) % half < 1 || (x - y + SIZE) % half < 1
  }
}

/** The name under which a style asks for the hatch of a level. */
export function hatchImageId(level: RiskLevel | null): string {
  return `hatch-${level ?? 'none'}`
}

/**
 * Draw the hatch a style asks for.
 * Shape: `hatch-1` … `hatch-4`, `hatch-none` → RGBA pixels, or null for any other image
 */
export function hatchImage(id: string): { width: number; height: number; data: Uint8Array } | null {
  const match = /^hatch-(none|[1-4])$/.exec(id)
  if (match === null) return null
  const parsed = Number(match[1])
  const kind = hatchKind(isRiskLevel(parsed) ? parsed : null)
  const data = new Uint8Array(SIZE * SIZE * 4)
  for (let y = 0; y < SIZE; y += 1) {
    for (let x = 0; x < SIZE; x += 1) {
      const offset = (y * SIZE + x) * 4
      data[offset] = 24
      data[offset + 1] = 33
      data[offset + 2] = 47
      data[offset + 3] = inked(kind, x, y) ? 120 : 0
    }
  }
  return { width: SIZE, height: SIZE, data }
}
