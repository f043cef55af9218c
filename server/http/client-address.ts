import { BlockList, isIP } from 'node:net'

/**
 * Networks that no router of the internet carries: loopback, private, link-local, carrier-grade, and
 * the two set aside for tests that containers and laboratories number their insides with.
 * Source: RFC 1918, 3927, 6598, 4193, 4291, 2544, 5737
 */
const PRIVATE_NETWORKS: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
]

/** `::ffff:10.0.0.1` is the IPv4 address it carries. */
function plainAddress(address: string): string {
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

/** Tell whether an address belongs to this machine or to a private network. */
export const isPrivateAddress = addressMatcher(PRIVATE_NETWORKS)

/**
 * Who really asks: the peer, or what a trusted proxy in front of us says.
 *
 * Forwarding headers of anyone else are ignored; of a chain, the nearest address that is not a
 * trusted proxy counts.
 */
export function clientAddressReader(
  trustedProxies: readonly string[],
): (peer: string | undefined, forwardedFor: string | undefined) => string {
  const isTrusted = addressMatcher(trustedProxies)
  return (peer, forwardedFor) => {
    const nearest = plainAddress(peer ?? 'unknown')
    if (forwardedFor === undefined || !isTrusted(nearest)) return nearest
    const chain = forwardedFor.split(',').map((part) => plainAddress(part.trim()))
    return chain.findLast((address) => isIP(address) !== 0 && !isTrusted(address)) ?? nearest
  }
}
