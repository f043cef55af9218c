import { describe, expect, it } from 'vitest'
import { clientAddressReader, isPrivateAddress } from '#server/http/client-address.ts'

describe('the address of a client', () => {
  it('is the peer, whatever an untrusted peer claims', () => {
    const read = clientAddressReader([])
    expect(read('203.0.113.9', '10.0.0.1')).toBe('203.0.113.9')
    expect(read('::ffff:203.0.113.9', '10.0.0.1')).toBe('203.0.113.9')
    expect(read(undefined, '10.0.0.1')).toBe('unknown')
  })

  it('is what a trusted proxy says, skipping what the client itself prepended', () => {
    const read = clientAddressReader(['127.0.0.1', '10.1.0.0/16'])
    expect(read('127.0.0.1', '198.51.100.7')).toBe('198.51.100.7')
    expect(read('10.1.2.3', '1.2.3.4, 198.51.100.7, 10.1.9.9')).toBe('198.51.100.7')
    expect(read('10.2.2.3', '198.51.100.7')).toBe('10.2.2.3')
    expect(read('127.0.0.1', 'nonsense')).toBe('127.0.0.1')
  })

  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:192.168.1.20', true],
    ['172.31.255.1', true],
    ['172.32.0.1', false],
    ['fd00::8', true],
    ['fe80::1%eth0', true],
    ['8.8.8.8', false],
    ['2400:3200::1', false],
    ['', false],
  ])('%s private: %s', (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected)
  })
})
