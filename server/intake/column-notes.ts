import type { TableKind } from './table-kinds.ts'

/** What a template says of a column, with what its two examples put there. */
export interface ColumnNote {
  readonly note: string
  readonly examples: readonly [string, string]
}

const LNG: ColumnNote = {
  note: '经度，十进制度数，如 114.197。与纬度同一坐标系；来自高德、腾讯、百度的也可以，导入时选坐标系。',
  examples: ['114.235', '114.120'],
}
const LAT: ColumnNote = { note: '纬度，十进制度数，如 35.607。', examples: ['35.700', '35.550'] }
const USCC: ColumnNote = {
  note: '18 位统一社会信用代码。请把该列设为文本格式，否则末位数字会丢失。',
  examples: ['', ''],
}
const OWNER: ColumnNote = {
  note: '系统里已有企业的全称；有同名企业时请填统一社会信用代码。',
  examples: ['【示例】淇县示例化工有限公司', '【示例】淇县示例食品有限公司'],
}

/** One note a column (一列一说明), by kind and field; every column of an import has one. */
export const COLUMN_NOTES: Readonly<Record<TableKind, Readonly<Record<string, ColumnNote>>>> = {
  enterprises: {
    name: {
      note: '企业全称，与营业执照一致，不超过 100 字。',
      examples: ['【示例】淇县示例化工有限公司', '【示例】淇县示例食品有限公司'],
    },
    uscc: USCC,
    externalId: { note: '其他系统里的编号，可不填。', examples: ['', ''] },
    township: {
      note: '所在乡镇（街道），名称或 9 位代码，见“代码表”。',
      examples: ['高村镇', '北阳镇'],
    },
    village: { note: '村（社区）全称或 12 位代码，可不填。', examples: ['', ''] },
    sector: { note: '监管行业，名称或代码，见“代码表”。', examples: ['危险化学品', '工贸'] },
    industry: {
      note: '国民经济行业（GB/T 4754）代码或名称，可不填。',
      examples: ['2614', '1353'],
    },
    size: { note: '规模，见“代码表”；不填按小微企业。', examples: ['规上', '小微'] },
    flags: {
      note: '重点监管情形，多个用顿号分开，见“代码表”，可不填。',
      examples: ['', '涉氨制冷'],
    },
    address: {
      note: '生产经营地址，不超过 200 字。',
      examples: ['高村镇工业路 1 号', '北阳镇 107 国道东'],
    },
    employees: { note: '从业人数，整数。', examples: ['86', '120'] },
    safetyOfficer: { note: '安全负责人姓名。', examples: ['张示例', '李示例'] },
    phone: { note: '联系电话，多个用顿号分开。', examples: ['0392-7220000', '0392-7220001'] },
    legalRepresentative: {
      note: '法定代表人姓名，与营业执照一致，可不填。',
      examples: ['张示例', '李示例'],
    },
    principalPerson: { note: '主要负责人姓名，可不填。', examples: ['张示例', '李示例'] },
    businessScope: {
      note: '经营范围，不超过 2000 字，可不填。',
      examples: ['化工产品生产', '速冻食品加工'],
    },
    lng: LNG,
    lat: LAT,
  },
  'risk-points': {
    uscc: USCC,
    enterprise: OWNER,
    number: { note: '风险点编号，企业内不重复；不填由系统编号。', examples: ['F-001', 'F-002'] },
    name: {
      note: '风险点名称。同一风险点的多个事件写多行。',
      examples: ['液氨储罐区', '制冷机房'],
    },
    kind: { note: '风险点类型，可不填。', examples: ['', ''] },
    department: { note: '责任部门。', examples: ['生产部', '设备部'] },
    unit: { note: '单元或作业步骤，可不填。', examples: ['', ''] },
    event: { note: '风险事件，如“储罐泄漏”。', examples: ['储罐泄漏', '管道泄漏'] },
    hazardFactor: { note: '主要危险有害因素。', examples: ['阀门老化', '密封失效'] },
    accident: {
      note: '可能导致的事故类别（GB 6441），见“代码表”。',
      examples: ['中毒和窒息', '中毒和窒息'],
    },
    consequence: { note: '后果，可不填。', examples: ['', ''] },
    method: { note: '评价方法：LEC、LS、MES 或直接判定；不填则只取等级。', examples: ['LEC', ''] },
    l: { note: '可能性 L 的分值。', examples: ['3', ''] },
    e: { note: '暴露频率 E 的分值。', examples: ['6', ''] },
    c: { note: '后果 C 的分值。', examples: ['15', ''] },
    s: { note: '严重性 S 的分值（LS、MES）。', examples: ['', ''] },
    m: { note: '控制措施状态 M 的分值（MES）。', examples: ['', ''] },
    directRule: { note: '直接判定情形的代码，可不填。', examples: ['', ''] },
    inherentLevel: { note: '固有等级：重大、较大、一般、低。', examples: ['', '较大'] },
    currentLevel: { note: '现有等级：重大、较大、一般、低。', examples: ['', ''] },
    measures: { note: '管控措施（不分类时写在这里）。', examples: ['', ''] },
    measureENG: { note: '工程技术措施。', examples: ['氨气浓度报警联锁', '事故通风'] },
    measureMGT: { note: '管理措施。', examples: ['每班巡检', '每班巡检'] },
    measureEDU: { note: '培训教育措施。', examples: ['岗前培训', '岗前培训'] },
    measurePPE: { note: '个体防护措施。', examples: ['防毒面具', '防毒面具'] },
    measureEMG: { note: '应急处置措施。', examples: ['切断阀门，喷淋稀释', '切断阀门，撤离'] },
    assessedAt: { note: '辨识分级日期，如 2026-05-20。', examples: ['2026-05-20', '2026-05-20'] },
    lng: { ...LNG, note: `${LNG.note}不填则按企业的位置。`, examples: ['', ''] },
    lat: { ...LAT, examples: ['', ''] },
  },
  hazards: {
    uscc: USCC,
    enterprise: OWNER,
    number: { note: '隐患编号，企业内不重复；不填由系统编号。', examples: ['YH-001', 'YH-002'] },
    description: { note: '隐患描述。', examples: ['灭火器压力不足', '配电箱未上锁'] },
    hazardLevel: { note: '隐患等级：一般 或 重大。', examples: ['一般', '一般'] },
    foundAt: {
      note: '排查时间，如 2026-05-20 或 2026-05-20 09:30。',
      examples: ['2026-05-18', '2026-05-19'],
    },
    foundBy: { note: '排查人员。', examples: ['王示例', '王示例'] },
    checkMode: { note: '检查方式，见“代码表”。', examples: ['自查', '部门检查'] },
    category: { note: '隐患类别，见“代码表”，可不填。', examples: ['', ''] },
    source: { note: '隐患来源，见“代码表”，可不填。', examples: ['', ''] },
    accident: { note: '可能导致的事故类别，可不填。', examples: ['', ''] },
    ruleCode: { note: '重大隐患的判定依据条款，可不填。', examples: ['', ''] },
    manageType: { note: '治理方式，可不填。', examples: ['', ''] },
    riskPoint: { note: '关联风险点的名称或编号，要已在系统里，可不填。', examples: ['', ''] },
    measure: { note: '整改措施。', examples: ['更换灭火器', '配锁并张贴警示'] },
    deadline: { note: '整改期限，如 2026-06-01。', examples: ['2026-06-01', '2026-06-01'] },
    state: { note: '状态，见“代码表”；不填为待确认。', examples: ['', ''] },
    closedAt: { note: '销号时间，已销号的才填。', examples: ['', ''] },
    lng: { ...LNG, note: `${LNG.note}不填则按企业的位置。`, examples: ['', ''] },
    lat: { ...LAT, examples: ['', ''] },
  },
}
