export interface ErrorFacts {
  /** HTTP status of a refusal with this code. */
  readonly status: number
  readonly titleZh: string
  readonly titleEn: string
}

/**
 * Every refusal the product gives (错误码): stable code, HTTP status, titles. A closed list.
 * Source: RFC 9110 and RFC 6585 for the meaning of the statuses, RFC 9457 for the envelope
 */
export const ERROR_FACTS = {
  unreadable_json: { status: 400, titleZh: '无法读取的 JSON', titleEn: 'Unreadable JSON' },
  bad_parameter: { status: 400, titleZh: '参数有误', titleEn: 'Bad parameter' },
  too_deep: { status: 400, titleZh: '数据嵌套过深', titleEn: 'Nested too deeply' },
  unauthenticated: { status: 401, titleZh: '请先登录', titleEn: 'Not signed in' },
  wrong_credentials: {
    status: 401,
    titleZh: '用户名或密码不正确',
    titleEn: 'Wrong user name or password',
  },
  forbidden: { status: 403, titleZh: '无权使用此功能', titleEn: 'Not allowed' },
  password_change_required: {
    status: 403,
    titleZh: '请先修改口令',
    titleEn: 'Change the password first',
  },
  wrong_network: {
    status: 403,
    titleZh: '此大屏令牌不能在这个网段使用',
    titleEn: 'This display token is not for this network',
  },
  csrf: { status: 403, titleZh: '请求来源不符', titleEn: 'Cross-site request refused' },
  not_found: { status: 404, titleZh: '未找到', titleEn: 'Not found' },
  method_not_allowed: { status: 405, titleZh: '不支持此方法', titleEn: 'Method not allowed' },
  conflict: { status: 409, titleZh: '当前状态不允许此操作', titleEn: 'Conflict of state' },
  not_georeferenced: {
    status: 409,
    titleZh: '图纸尚未配准',
    titleEn: 'The plan has no georeference',
  },
  version_stale: { status: 412, titleZh: '内容已被他人更新', titleEn: 'Stale version' },
  too_large: { status: 413, titleZh: '内容过大', titleEn: 'Too large' },
  unsupported_type: { status: 415, titleZh: '不支持的内容类型', titleEn: 'Unsupported type' },
  invalid: { status: 422, titleZh: '内容不符合要求', titleEn: 'Invalid content' },
  idempotency_mismatch: {
    status: 422,
    titleZh: '幂等键已用于另一请求',
    titleEn: 'Idempotency key used for another request',
  },
  precondition_required: {
    status: 428,
    titleZh: '缺少 If-Match',
    titleEn: 'If-Match is missing',
  },
  too_many_requests: { status: 429, titleZh: '请求过于频繁', titleEn: 'Too many requests' },
  header_too_large: { status: 431, titleZh: '请求头过大', titleEn: 'Header too large' },
  internal: { status: 500, titleZh: '系统内部错误', titleEn: 'Internal error' },
  unavailable: { status: 503, titleZh: '服务暂不可用', titleEn: 'Unavailable' },
  loading: {
    status: 503,
    titleZh: '数据正在装载，请稍后再试',
    titleEn: 'Data are being loaded; try again in a moment',
  },
  read_only: { status: 503, titleZh: '系统处于只读状态', titleEn: 'Read only' },
  storage_full: { status: 507, titleZh: '存储空间不足', titleEn: 'Storage full' },
} as const satisfies Readonly<Record<string, ErrorFacts>>

export type ErrorCode = keyof typeof ERROR_FACTS

/** The codes, in the order of their statuses. */
export const ERROR_CODES = Object.keys(ERROR_FACTS) as readonly ErrorCode[]

/** The HTTP status a code answers with. */
export function errorStatus(code: ErrorCode): (typeof ERROR_FACTS)[ErrorCode]['status'] {
  return ERROR_FACTS[code].status
}

/** Tell whether a text is one of the codes. */
export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(ERROR_FACTS, value)
}
