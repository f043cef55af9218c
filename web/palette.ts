import { PRINT_COLOURS, PRINT_UNASSESSED } from '#domain/print-colours.ts'
import type { RiskLevel } from '#domain/risk-level.ts'

/**
 * Every colour that carries meaning, once: map, charts, badges and print read it here.
 *
 * The four risk colours mean risk and nothing else. Density runs through violet, lateness is ink on
 * white, selection and actions are teal: none of them borrows red, orange, yellow or blue.
 */
export type Theme = 'light' | 'dark' | 'print'

export interface LevelColour {
  /** Solid: outlines, dots, bars. */
  readonly solid: string
  /** Area fill before opacity is applied. */
  readonly fill: string
  /** Text on the solid colour, at least 4.5 to 1. */
  readonly onSolid: string
}

export interface Palette {
  readonly level: Readonly<Record<RiskLevel, LevelColour>>
  readonly unassessed: LevelColour
  readonly zoneFillOpacity: number
  readonly ink: string
  readonly muted: string
  readonly land: string
  readonly outside: string
  readonly boundary: string
  readonly illustrativeLine: string
  readonly selection: string
  readonly halo: string
  readonly structure: Readonly<
    Record<
      'building' | 'tank' | 'road' | 'fence' | 'gate' | 'green' | 'water' | 'equipment',
      string
    >
  >
  readonly structureLine: string
}

const BLACK = '#111827'
const WHITE = '#ffffff'

const structures = {
  building: '#d9dee7',
  tank: '#cdd5e1',
  road: '#eceff4',
  fence: '#475569',
  gate: '#334155',
  green: '#e4efe2',
  water: '#dbe9ee',
  equipment: '#c6cedb',
} as const

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    level: {
      1: { solid: '#d92d20', fill: '#ef4438', onSolid: WHITE },
      2: { solid: '#f4811f', fill: '#fb923c', onSolid: BLACK },
      3: { solid: '#f2c40f', fill: '#fde047', onSolid: BLACK },
      4: { solid: '#2563eb', fill: '#60a5fa', onSolid: WHITE },
    },
    unassessed: { solid: '#6b7280', fill: '#bfbfbf', onSolid: WHITE },
    zoneFillOpacity: 0.45,
    ink: '#18212f',
    muted: '#566072',
    land: '#fbfcfd',
    outside: '#e9edf3',
    boundary: '#2c3a52',
    illustrativeLine: '#8a96a8',
    selection: '#0b6e69',
    halo: '#ffffff',
    structure: structures,
    structureLine: '#7b8798',
  },
  dark: {
    level: {
      1: { solid: '#ff4d42', fill: '#ff4d42', onSolid: BLACK },
      2: { solid: '#ff9a3d', fill: '#ff9a3d', onSolid: BLACK },
      3: { solid: '#ffdc4a', fill: '#ffdc4a', onSolid: BLACK },
      4: { solid: '#5b9bff', fill: '#5b9bff', onSolid: BLACK },
    },
    unassessed: { solid: '#9ca3af', fill: '#9ca3af', onSolid: BLACK },
    zoneFillOpacity: 0.45,
    ink: '#e8eef7',
    muted: '#9fb0c6',
    land: '#0f1c2b',
    outside: '#070d16',
    boundary: '#8fb4d9',
    illustrativeLine: '#47617e',
    selection: '#4fd1c5',
    halo: '#070d16',
    structure: structures,
    structureLine: '#5d6b80',
  },
  print: {
    level: {
      1: printed(1),
      2: printed(2),
      3: printed(3),
      4: printed(4),
    },
    unassessed: { solid: '#595959', fill: PRINT_UNASSESSED.ground, onSolid: WHITE },
    zoneFillOpacity: 0.4,
    ink: '#000000',
    muted: '#404040',
    land: '#ffffff',
    outside: '#ffffff',
    boundary: '#000000',
    illustrativeLine: '#808080',
    selection: '#0b6e69',
    halo: '#ffffff',
    structure: structures,
    structureLine: '#4b5563',
  },
}

/** On paper a level has one colour, the same as in workbooks and on cards. */
function printed(level: RiskLevel): LevelColour {
  const { ground, text } = PRINT_COLOURS[level]
  return { solid: ground, fill: ground, onSolid: text }
}

/** The colours of a level, or of what is not assessed (hatched grey, never blue). */
export function levelColour(theme: Theme, level: RiskLevel | null): LevelColour {
  return level === null ? PALETTES[theme].unassessed : PALETTES[theme].level[level]
}

/** A colour at a share of the density scale, 0 to 1. */
export interface RampStop {
  readonly share: number
  readonly colour: string
}

/**
 * The density ramp (密度色带): violet, from nothing to near-black on light ground, to near-white on dark.
 * Perceived lightness runs one way, so it reads in grey print too.
 */
export const DENSITY_RAMPS: Readonly<Record<'light' | 'dark', readonly RampStop[]>> = {
  light: [
    { share: 0, colour: 'rgba(237, 228, 245, 0)' },
    { share: 0.02, colour: 'rgba(226, 212, 240, 0.45)' },
    { share: 0.12, colour: 'rgba(196, 167, 223, 0.68)' },
    { share: 0.35, colour: 'rgba(152, 104, 193, 0.8)' },
    { share: 0.65, colour: 'rgba(104, 52, 146, 0.88)' },
    { share: 1, colour: 'rgba(52, 16, 84, 0.94)' },
  ],
  dark: [
    { share: 0, colour: 'rgba(40, 20, 70, 0)' },
    { share: 0.02, colour: 'rgba(58, 32, 96, 0.5)' },
    { share: 0.12, colour: 'rgba(92, 54, 146, 0.72)' },
    { share: 0.35, colour: 'rgba(141, 92, 200, 0.85)' },
    { share: 0.65, colour: 'rgba(196, 158, 236, 0.92)' },
    { share: 1, colour: 'rgba(246, 236, 255, 0.97)' },
  ],
}

/**
 * The ramp of a density difference (密度差色带), from −1 to 1: teal where there is less, magenta where there is
 * more, grey and next to nothing where nothing changed. Lightness falls alike to both sides, and the
 * two hues stay apart for who sees no red or no green; the sign is told in words and numbers besides.
 */
export const DIFFERENCE_RAMPS: Readonly<Record<'light' | 'dark', readonly RampStop[]>> = {
  light: [
    { share: -1, colour: 'rgba(0, 62, 57, 0.94)' },
    { share: -0.5, colour: 'rgba(8, 116, 107, 0.86)' },
    { share: -0.15, colour: 'rgba(96, 177, 168, 0.7)' },
    { share: -0.02, colour: 'rgba(190, 221, 216, 0.4)' },
    { share: 0, colour: 'rgba(226, 228, 232, 0)' },
    { share: 0.02, colour: 'rgba(232, 206, 231, 0.4)' },
    { share: 0.15, colour: 'rgba(205, 135, 201, 0.7)' },
    { share: 0.5, colour: 'rgba(150, 44, 146, 0.86)' },
    { share: 1, colour: 'rgba(82, 0, 80, 0.94)' },
  ],
  dark: [
    { share: -1, colour: 'rgba(200, 248, 242, 0.97)' },
    { share: -0.5, colour: 'rgba(72, 190, 178, 0.88)' },
    { share: -0.15, colour: 'rgba(34, 110, 102, 0.74)' },
    { share: -0.02, colour: 'rgba(22, 64, 62, 0.5)' },
    { share: 0, colour: 'rgba(22, 30, 40, 0)' },
    { share: 0.02, colour: 'rgba(74, 34, 72, 0.5)' },
    { share: 0.15, colour: 'rgba(126, 58, 122, 0.74)' },
    { share: 0.5, colour: 'rgba(208, 118, 202, 0.88)' },
    { share: 1, colour: 'rgba(255, 226, 252, 0.97)' },
  ],
}

/** Five steps for township rates (乡镇比率), of the density's violet and opaque: the legend shows what the map does. */
export const RATE_STEPS: Readonly<Record<'light' | 'dark', readonly string[]>> = {
  light: ['#f0eaf7', '#d6c2e9', '#ac86cd', '#7a4c9f', '#401e5e'],
  dark: ['#251e46', '#462f75', '#7a52b0', '#b694dd', '#efe6f9'],
}

/**
 * Accents of what is late and of what is wrong (逾期、告警), none of them a risk colour: lateness is ink, white
 * on a dark screen; a fault or a new major hazard is magenta.
 */
export const ACCENTS = {
  light: { late: '#18212f', fault: '#9d1b5b' },
  dark: { late: '#f3f7fc', fault: '#ff8ac2' },
} as const satisfies Readonly<
  Record<'light' | 'dark', { readonly late: string; readonly fault: string }>
>

/** Series of charts on a dark ground, each told apart by its line or decal as well. */
export const NEUTRAL_SERIES_DARK = ['#5fc7bd', '#a99ad0', '#8094ad', '#52657e', '#c9d5e4'] as const

/** Colours for charts that compare things other than risk. */
export const NEUTRAL_SERIES = ['#3f6f6c', '#8b7aa8', '#5d6b80', '#a3afc0'] as const

/** Grounds of the symbols drawn on plans, after the safety signs of GB 2894: none of them is a risk colour. */
export const SIGN_COLOURS = {
  safe: '#0b7a43',
  fire: '#a3201c',
  warning: '#d9a400',
  plain: '#334155',
  glyph: '#ffffff',
  warningGlyph: '#111827',
} as const

/** Grounds of safety signs (安全标志) on cards. Source: colours named by GB 2894-2025, values ours */
export const SAFETY_SIGN_COLOURS = {
  warning: '#f5c400',
  prohibition: '#c4161c',
  mandatory: '#0b4f9e',
  information: '#0b7a43',
} as const
