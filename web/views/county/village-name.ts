/** A village's name as a map has room for it (村名简称): 关庄村民委员会 → 关庄村, 朝阳社区居民委员会 → 朝阳社区. */
export function shortVillageName(name: string): string {
  return name
    .replace(/(社区)居民委员会$/, '$1')
    .replace(/居民委员会$/, '居委会')
    .replace(/村?村民委员会$/, '村')
}
