/** One duty (岗位责任) as the list of posts shows it. */
export interface PostDutyItem {
  readonly text: string
  /** The task it is done by and how often (对应任务与频次). */
  readonly task: string | null
  /** How it is judged and shown to be done (考核标准/履职证据). */
  readonly evidence: string | null
}

/**
 * Read one line of duties (责任内容｜任务与频次｜考核标准或履职证据); what is not written is null.
 * Shape: parts stand between bars, full or half width; a fourth bar belongs to the last part
 */
export function postDutyItem(line: string): PostDutyItem {
  const [text = '', task = '', ...rest] = line.split(/[|｜]/).map((part) => part.trim())
  const evidence = rest.filter((part) => part !== '').join('｜')
  return { text, task: task || null, evidence: evidence || null }
}

/** The cells of a copied row of a spreadsheet become the parts (责任内容) of one line. */
export function pastedDutyLine(line: string): string {
  return line.trim().replaceAll(/\s*\t\s*/g, '｜')
}
