import { BlockList, isIP } from 'node:net'

/** `::ffff:10.0.0.1` is the IPv4 address it carries. */
export function plainAddress(address: string): string {
  const withoutZone = address.split('%', 1)[0] ?? address
  return withoutZone.replace(/^::ffff:(?=\d+\.)/i, '')
}

/** A test for addresses named one by one or as `network/bits`; words that are neither are left out. */
export function addressMatcher(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const entry of entries) {
    const [network = '', bits] = entry.split('/')
    const family = isIP(network)
    if (family === 0) continue
    const widest = family === 4 ? 32 : 128
    list.addSubnet(network, Number(bits ?? widest), family === 4 ? 'ipv4' : 'ipv6')
  }
  return (address) => {
    const plain = plainAddress(address)
    const family = isIP(plain)
    return family !== 0 && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/** Tell whether a text is one address or a network (网段) as `network/bits`. */
export function isNetwork(text: string): boolean {
  const [network = '', bits, ...rest] = text.split('/')
  const family = isIP(network)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** Tell whether an address lies in one of these networks (网段); none named means anywhere. */
export function isWithinNetworks(networks: readonly string[], address: string): boolean {
  return networks.length === 0 || addressMatcher(networks)(address)
}
