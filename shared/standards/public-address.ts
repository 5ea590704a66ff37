import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not of the public internet (IANA special-purpose registries, RFC 6890): this machine, private and
 * shared networks, link-local ones with the metadata of a cloud, documentation, multicast, reserved.
 */
const NOT_PUBLIC: Readonly<Record<'ipv4' | 'ipv6', readonly (readonly [network: string, prefix: number])[]>> =
  {
    ipv4: [
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.88.99.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 3],
    ],
    ipv6: [
      ['2001::', 23],
      ['2001:db8::', 32],
      ['2002::', 16],
      ['3fff::', 20],
    ],
  };

const refused = new BlockList();
for (const family of ['ipv4', 'ipv6'] as const)
  for (const [network, prefix] of NOT_PUBLIC[family]) refused.addSubnet(network, prefix, family);

// Only these are given to the public internet; mapped, translated, local and multicast addresses are outside.
const global = new BlockList();
global.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  return family === 6 && global.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
