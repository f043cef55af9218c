import type { Archetype } from './layout/lay-out.ts'

/** Where such a plant likes to stand. */
export type Siting = 'park' | 'road' | 'hills' | 'town' | 'seat' | 'village'

/** A kind of enterprise (企业类别) of the sample. */
export interface EnterpriseKind {
  readonly archetype: Archetype
  readonly sector: string
  /** How many of them the default county of 168 has. */
  readonly share: number
  /** GB/T 4754 code with the words that such a company carries in its name. */
  readonly industries: readonly (readonly [code: string, product: string])[]
  readonly suffix: string
  readonly siting: readonly Siting[]
  readonly employees: readonly [least: number, most: number]
  readonly aboveScale: number
  readonly flags: readonly string[]
  /** Relative number of risk points. */
  readonly weight: number
}

function kind(
  archetype: Archetype,
  sector: string,
  share: number,
  industries: EnterpriseKind['industries'],
  suffix: string,
  rest: Pick<EnterpriseKind, 'siting' | 'employees' | 'aboveScale' | 'weight'> & {
    flags?: string[]
  },
): EnterpriseKind {
  return { archetype, sector, share, industries, suffix, flags: [], ...rest }
}

/** The kinds in proportion: 86 工贸, 1 非煤矿山, 65 危险化学品, 4 each of 建筑、医疗、交通、学校. */
export const ENTERPRISE_KINDS: readonly EnterpriseKind[] = [
  kind(
    'ammonia-food',
    'GM',
    9,
    [
      ['1352', '禽业'],
      ['1351', '肉类'],
      ['1432', '速冻食品'],
      ['1353', '肉制品'],
    ],
    '有限公司',
    {
      siting: ['seat', 'park', 'village'],
      employees: [80, 900],
      aboveScale: 0.85,
      weight: 1.35,
      flags: ['ammonia', 'confined-space'],
    },
  ),
  kind(
    'food',
    'GM',
    8,
    [
      ['1411', '食品'],
      ['1432', '面业'],
      ['152', '饮品'],
      ['1391', '淀粉'],
    ],
    '有限公司',
    {
      siting: ['park', 'seat'],
      employees: [18, 320],
      aboveScale: 0.45,
      weight: 1,
      flags: ['confined-space'],
    },
  ),
  kind(
    'flour',
    'GM',
    9,
    [
      ['1312', '面粉'],
      ['132', '饲料'],
      ['131', '粮业'],
    ],
    '有限公司',
    {
      siting: ['seat', 'village', 'park'],
      employees: [15, 160],
      aboveScale: 0.45,
      weight: 0.95,
      flags: ['dust', 'confined-space'],
    },
  ),
  kind(
    'garment',
    'GM',
    10,
    [
      ['1819', '服饰'],
      ['1711', '纺织'],
      ['171', '棉业'],
    ],
    '有限公司',
    { siting: ['town', 'park', 'seat'], employees: [25, 700], aboveScale: 0.35, weight: 0.8 },
  ),
  kind(
    'machinery',
    'GM',
    16,
    [
      ['3311', '钢结构'],
      ['3670', '汽车配件'],
      ['348', '机械'],
      ['382', '电气设备'],
    ],
    '有限公司',
    { siting: ['park', 'park', 'seat'], employees: [12, 400], aboveScale: 0.4, weight: 1.05 },
  ),
  kind(
    'foundry',
    'GM',
    8,
    [
      ['3391', '铸造'],
      ['3392', '铝业'],
    ],
    '有限公司',
    {
      siting: ['park', 'village'],
      employees: [20, 260],
      aboveScale: 0.4,
      weight: 1,
      flags: ['molten-metal'],
    },
  ),
  kind(
    'building-materials',
    'GM',
    12,
    [
      ['3021', '混凝土'],
      ['3031', '建材'],
      ['307', '陶瓷'],
      ['303', '石材'],
    ],
    '有限公司',
    {
      siting: ['village', 'park', 'seat'],
      employees: [12, 220],
      aboveScale: 0.35,
      weight: 0.95,
      flags: ['confined-space'],
    },
  ),
  kind(
    'packaging',
    'GM',
    7,
    [
      ['2231', '包装'],
      ['2319', '印务'],
      ['2921', '塑业'],
    ],
    '有限公司',
    { siting: ['park', 'seat'], employees: [10, 180], aboveScale: 0.3, weight: 0.85 },
  ),
  kind(
    'furniture',
    'GM',
    4,
    [
      ['2110', '家具'],
      ['2021', '木业'],
    ],
    '有限公司',
    {
      siting: ['village', 'seat'],
      employees: [10, 120],
      aboveScale: 0.25,
      weight: 0.9,
      flags: ['dust'],
    },
  ),
  kind(
    'warehouse',
    'GM',
    3,
    [
      ['592', '仓储'],
      ['5951', '粮库'],
    ],
    '有限公司',
    { siting: ['road', 'park'], employees: [10, 90], aboveScale: 0.3, weight: 0.85 },
  ),
  kind('quarry', 'FM', 1, [['1011', '矿业']], '有限公司', {
    siting: ['hills'],
    employees: [40, 150],
    aboveScale: 1,
    weight: 1.3,
  }),
  kind('filling-station', 'WH', 36, [['5265', '加油站']], '', {
    siting: ['road', 'road', 'seat', 'village'],
    employees: [5, 16],
    aboveScale: 0.05,
    weight: 0.78,
  }),
  kind(
    'chemical-plant',
    'WH',
    10,
    [
      ['2614', '化工'],
      ['2661', '精细化工'],
      ['2651', '树脂'],
      ['2641', '涂料'],
      ['2710', '医药'],
    ],
    '有限公司',
    { siting: ['park'], employees: [40, 420], aboveScale: 0.75, weight: 1.5 },
  ),
  kind('hazardous-trade', 'WH', 13, [['5169', '化工经营部']], '', {
    siting: ['town', 'seat'],
    employees: [3, 12],
    aboveScale: 0,
    weight: 0.75,
  }),
  kind(
    'lpg-station',
    'WH',
    5,
    [
      ['4512', '燃气'],
      ['5266', '液化气站'],
    ],
    '有限公司',
    { siting: ['road', 'village'], employees: [8, 40], aboveScale: 0.1, weight: 0.85 },
  ),
  kind('oil-depot', 'WH', 1, [['5941', '石油仓储']], '有限公司', {
    siting: ['road'],
    employees: [20, 60],
    aboveScale: 1,
    weight: 1.1,
  }),
  kind('construction-site', 'JZ', 4, [['4710', '家园项目部']], '', {
    siting: ['town'],
    employees: [60, 350],
    aboveScale: 0.7,
    weight: 1.2,
  }),
  kind(
    'hospital',
    'YL',
    4,
    [
      ['8411', '医院'],
      ['8423', '卫生院'],
    ],
    '',
    { siting: ['town', 'seat'], employees: [40, 700], aboveScale: 0.5, weight: 0.9 },
  ),
  kind(
    'logistics-depot',
    'JT',
    4,
    [
      ['5431', '物流'],
      ['5431', '运输'],
    ],
    '有限公司',
    { siting: ['road', 'park'], employees: [15, 180], aboveScale: 0.3, weight: 0.85 },
  ),
  kind(
    'school',
    'XX',
    4,
    [
      ['8321', '小学'],
      ['8331', '中学'],
      ['8334', '高级中学'],
    ],
    '',
    { siting: ['town', 'seat'], employees: [40, 260], aboveScale: 0.4, weight: 0.8 },
  ),
]

/**
 * The kind of every enterprise in order, in the county's proportions whatever the number.
 * Shape: count → that many kinds, largest remainders rounded up
 */
export function kindsFor(count: number): EnterpriseKind[] {
  const whole = ENTERPRISE_KINDS.reduce((sum, { share }) => sum + share, 0)
  const quotas = ENTERPRISE_KINDS.map((each) => (each.share * count) / whole)
  const numbers = quotas.map(Math.floor)
  const missing = count - numbers.reduce((sum, number) => sum + number, 0)
  quotas
    .map((quota, index) => ({ index, rest: quota - Math.floor(quota) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index)
    .slice(0, missing)
    .forEach(({ index }) => (numbers[index] = (numbers[index] ?? 0) + 1))
  return ENTERPRISE_KINDS.flatMap((each, index) =>
    Array.from({ length: numbers[index] ?? 0 }, () => each),
  )
}
