/**
 * Row types, one a table. They never leave this directory: nouns turn them into domain objects.
 *
 * Both dialects hold the same text: moments as ISO 8601 UTC, truths as 0 or 1, documents as JSON.
 */
type Text = string
type Flag = number

interface LevelColumns {
  level_inherent: number | null
  level_current: number | null
}

interface PlaceColumns {
  lng: number | null
  lat: number | null
}

/** When the present level began, and those before it: see `PastLevel`. No row needs its history read. */
interface LevelHistoryColumns {
  leveled_at: Text | null
  past_levels: Text | null
}

interface KeptColumns {
  archived_at: Text | null
  sample: Flag
  version: number
  created_at: Text
  updated_at: Text
}

export interface RegionRow {
  code: Text
  name: Text
  kind: Text
  parent_code: Text | null
  seat_lng: number | null
  seat_lat: number | null
  geometry: Text | null
  source: Text | null
  illustrative: Flag
  area_km2: number | null
  sample: Flag
}

export interface EnterpriseRow
  extends LevelColumns, PlaceColumns, LevelHistoryColumns, KeptColumns {
  id: Text
  name: Text
  uscc: Text | null
  external_id: Text | null
  county: Text | null
  township: Text | null
  village: Text | null
  sector: Text
  industry: Text | null
  size: Text
  flags: Text
  address: Text | null
  employees: number | null
  safety_officer: Text | null
  phone: Text | null
  source_crs: Text | null
  source_x: number | null
  source_y: number | null
  legal_representative: Text | null
  principal_person: Text | null
  business_scope: Text | null
  standardization: Text | null
  /** JSON of its eight items. */
  self_check: Text | null
}

export interface PersonRow {
  id: Text
  enterprise_id: Text
  name: Text
  department: Text
  post: Text
  phone: Text | null
  sample: Flag
  version: number
  /** When the person left the roster; records that name them stay whole. */
  left_at: Text | null
  /** JSON list of texts. */
  duties: Text
  duties_version: number
}

export interface PlanRow extends KeptColumns {
  id: Text
  enterprise_id: Text
  name: Text
  frame: Text
  image: Text | null
  structures: Text
  symbols: Text
}

export interface ZoneRow extends LevelColumns {
  id: Text
  plan_id: Text
  enterprise_id: Text
  ordinal: number
  name: Text
  kind: Text
  department: Text | null
  person_id: Text | null
  geometry: Text
  geometry_wgs84: Text | null
  why: Text
}

export interface PictureRow {
  id: Text
  enterprise_id: Text
  purpose: Text
  width: number
  height: number
  mime: Text
  bytes: Uint8Array
  created_at: Text
}

export interface PlanRevisionRow {
  id: Text
  plan_id: Text
  enterprise_id: Text
  number: number
  document: Text
  token: Text
  published_at: Text
  published_by: Text
}

export interface RiskPointRow extends LevelColumns, PlaceColumns, LevelHistoryColumns, KeptColumns {
  id: Text
  enterprise_id: Text
  plan_id: Text | null
  zone_id: Text | null
  number: Text
  name: Text
  kind: Text
  department: Text | null
  person_id: Text | null
  plan_x: number | null
  plan_y: number | null
  approximate: Flag
  /** JSON list of the accident codes of its events, kept in step by them. */
  accidents: Text
}

export interface RiskEventRow {
  id: Text
  risk_point_id: Text
  unit: Text | null
  name: Text
  hazard_factor: Text | null
  accident: Text
  consequence: Text | null
  inherent_assessment_id: Text | null
  current_assessment_id: Text | null
  sample: Flag
  recorded_at: Text
}

export interface AssessmentRow {
  id: Text
  event_id: Text
  risk_point_id: Text
  enterprise_id: Text
  kind: Text
  method: Text
  params: Text
  cutoff_set: Text | null
  value: number | null
  level: number
  why: Text
  assessed_at: Text
  assessed_by: Text
  recorded_at: Text
  sample: Flag
}

export interface ControlMeasureRow {
  id: Text
  risk_point_id: Text
  event_id: Text | null
  category: Text
  text: Text
  sample: Flag
  recorded_at: Text
}

export interface HazardRow extends PlaceColumns, KeptColumns {
  id: Text
  enterprise_id: Text
  risk_point_id: Text | null
  number: Text
  description: Text
  hazard_level: Text
  category: Text
  source: Text
  check_mode: Text
  accident: Text | null
  rule_code: Text | null
  manage_type: Text
  state: Text
  found_at: Text
  found_by: Text
  deadline: Text | null
  extended_deadline: Text | null
  supervised: Flag
  rectifier_id: Text | null
  acceptor_id: Text | null
  closed_at: Text | null
  was_overdue: Flag
  approximate: Flag
  measure: Text | null
  part: Text | null
  inspectors: Text | null
  interim_measure: Text | null
  funds_yuan: number | null
  contingency: Text | null
  responsible_department: Text | null
  /** JSON of its six parts. */
  rectification_plan: Text | null
  supervised_level: Text | null
  plan_id: Text | null
  plan_x: number | null
  plan_y: number | null
  /** JSON of its states and deadlines over time, kept in step by every event. */
  timeline: Text
}

export interface HazardEventRow {
  id: Text
  hazard_id: Text
  sequence: number
  from_state: Text | null
  to_state: Text
  at: Text
  actor: Text
  actor_name: Text
  actor_role: Text | null
  on_behalf: Flag
  note: Text
  photos: Text
  deadline: Text | null
}

export interface LevelHistoryRow extends LevelColumns {
  subject_kind: Text
  subject_id: Text
  enterprise_id: Text
  at: Text
}

export interface CheckRecordRow {
  id: Text
  enterprise_id: Text
  check_mode: Text
  checked_at: Text
  checked_by: Text
  hazards_found: number
  note: Text
  sample: Flag
}

export interface UserAccountRow {
  id: Text
  username: Text
  name: Text
  role: Text
  /** JSON: what part of the county the account is for. */
  scope: Text
  password_hash: Text
  password_history: Text
  password_changed_at: Text
  must_change_password: Flag
  disabled: Flag
  demo: Flag
  version: number
  created_at: Text
  updated_at: Text
}

export interface SessionRow {
  id_hash: Text
  user_id: Text
  created_at: Text
  last_seen_at: Text
  expires_at: Text
  ip: Text | null
  agent: Text | null
}

export interface LoginFailureRow {
  id: Text
  username: Text
  ip: Text
  at: Text
}

export interface DisplayTokenRow {
  id: Text
  name: Text
  token_hash: Text
  scope: Text
  created_at: Text
  created_by: Text
  last_used_at: Text | null
  revoked_at: Text | null
  sample: Flag
}

export interface AuditRow {
  sequence: number
  at: Text
  actor: Text
  action: Text
  subject_kind: Text | null
  subject_id: Text | null
  detail: Text
  ip: Text | null
  prev_hash: Text
  hash: Text
}

export interface ImportRunRow {
  id: Text
  kind: Text
  file_name: Text
  file_hash: Text
  actor: Text
  status: Text
  rows_total: number
  rows_taken: number
  rows_refused: number
  report: Text
  started_at: Text
  finished_at: Text | null
  undone_at: Text | null
  /** Whose run it is; null for the console's. */
  user_id: Text | null
  /** 1 where it only checked a file. */
  dry_run: number
}

export interface ImportCheckedRowRow {
  run_id: Text
  row_number: number
  outcome: Text
  /** The cells as they were read, JSON. */
  cells: Text
  /** What is wrong with it, JSON. */
  issues: Text
}

export interface ImportMappingRow {
  user_id: Text
  kind: Text
  signature: Text
  mapping: Text
  updated_at: Text
}

export interface ImportRowRow {
  run_id: Text
  row_number: number
  subject_kind: Text
  subject_id: Text
  natural_key: Text
  /** The row as it was before, JSON; null when the import made it. */
  before: Text | null
  /** Its version after the import: an undo leaves alone what was changed since. */
  version: number
}

export interface IdempotencyRow {
  principal: Text
  key: Text
  request_hash: Text
  status: number
  headers: Text
  body: Text
  at: Text
}

export interface MetaRow {
  key: Text
  value: Text
}

/** What one version of the data touched. */
export interface ChangeLogRow {
  version: number
  at: Text
  /** How many changes it names. */
  size: number
  /** JSON list of its changes. */
  changes: Text
}

export interface SettingsRow {
  id: number
  document: Text
  version: number
  updated_at: Text
}

/** A row stands here only inside a transaction that may delete append-only rows. */
export interface PurgePermitRow {
  id: number
}

/** Every table by name. */
export interface Tables {
  region: RegionRow
  enterprise: EnterpriseRow
  person: PersonRow
  plan: PlanRow
  zone: ZoneRow
  picture: PictureRow
  plan_revision: PlanRevisionRow
  risk_point: RiskPointRow
  risk_event: RiskEventRow
  assessment: AssessmentRow
  control_measure: ControlMeasureRow
  hazard: HazardRow
  hazard_event: HazardEventRow
  level_history: LevelHistoryRow
  check_record: CheckRecordRow
  user_account: UserAccountRow
  session: SessionRow
  login_failure: LoginFailureRow
  display_token: DisplayTokenRow
  audit: AuditRow
  import_run: ImportRunRow
  import_row: ImportRowRow
  import_checked_row: ImportCheckedRowRow
  import_mapping: ImportMappingRow
  idempotency: IdempotencyRow
  meta: MetaRow
  change_log: ChangeLogRow
  settings: SettingsRow
  purge_permit: PurgePermitRow
}
