/**
 * Open hazards of a township (乡镇未闭环) per 100 enterprises, or per km²; null where there is nothing to divide by.
 */
export function townshipRate(
  { open, enterprises }: { readonly open: number; readonly enterprises: number },
  basis: 'enterprises' | 'area',
  areaKm2: number | null,
): number | null {
  if (basis === 'area') return areaKm2 === null || areaKm2 <= 0 ? null : open / areaKm2
  return enterprises === 0 ? null : (open / enterprises) * 100
}
