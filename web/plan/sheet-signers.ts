/** Who signs a printed sheet (图签): drawn, checked, approved. */
export const SHEET_SIGNERS = ['drawnBy', 'checkedBy', 'approvedBy'] as const
export type SheetSigner = (typeof SHEET_SIGNERS)[number]

/** Persons of the roster by their role on the sheet; empty where it is signed by hand. */
export type SheetSigners = Readonly<Record<SheetSigner, string>>

/** The signers (图签人员) that an address names. */
export function signersOf(query: Readonly<Record<string, unknown>>): SheetSigners {
  const named = (signer: SheetSigner): string => {
    const value = query[signer]
    return typeof value === 'string' ? value : ''
  }
  return {
    drawnBy: named('drawnBy'),
    checkedBy: named('checkedBy'),
    approvedBy: named('approvedBy'),
  }
}
