import { isIP } from 'node:net'
import { addressMatcher, plainAddress } from '#server/access/network.ts'

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
