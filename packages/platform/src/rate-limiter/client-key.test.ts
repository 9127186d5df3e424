import { describe, expect, test } from 'vitest';
import { clientKey } from './client-key.ts';

describe('clientKey', () => {
  test('an IPv4 address counts by itself', () => {
    expect(clientKey('192.0.2.7')).toBe('192.0.2.7');
  });

  test.each([
    '2001:db8:1:2::1',
    '2001:0DB8:0001:0002:ffff:ffff:ffff:ffff',
    '2001:db8:1:2:3:4:192.0.2.7',
    '2001:db8:1:2::9%eth0',
  ])('%s counts by its /64', (address) => {
    expect(clientKey(address)).toBe('2001:db8:1:2::/64');
  });

  test('the neighbouring /64 is another client', () => {
    expect(clientKey('2001:db8:1:3::1')).not.toBe(clientKey('2001:db8:1:2::1'));
  });

  test.each(['::ffff:192.0.2.7', '::ffff:c000:207', '0:0:0:0:0:FFFF:192.0.2.7'])(
    '%s, an IPv4-mapped address, counts as the IPv4 address',
    (address) => {
      expect(clientKey(address)).toBe('192.0.2.7');
    },
  );

  test.each([
    '',
    'unknown',
    'localhost',
    '192.0.2.7, 192.0.2.8',
    '2001:db8::1::2',
    '192.0.2.7:443',
    '<script>',
  ])('%j is no address and shares one key with all that is none', (address) => {
    expect(clientKey(address)).toBe('unknown');
  });
});
