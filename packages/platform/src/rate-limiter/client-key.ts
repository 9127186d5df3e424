import ipaddr from 'ipaddr.js';

/** RFC 6177: a site gets a /64 at the least, so within one a client picks addresses as it likes. */
const IPV6_SITE_GROUPS = 4;

/**
 * What a client counts by: its IPv4 address, or the /64 of its IPv6 address. An IPv4-mapped IPv6 address
 * (RFC 4291, section 2.5.5.2) counts as the IPv4 address. All that is no address shares one key, so that
 * garbage buys no fresh count.
 *
 * @example clientKey('2001:db8:1:2:3:4:5:6') === '2001:db8:1:2::/64'
 */
export function clientKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const site = parsed.parts.map((group, index) => (index < IPV6_SITE_GROUPS ? group : 0));
  return `${new ipaddr.IPv6(site).toString()}/64`;
}
