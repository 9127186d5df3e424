import { describe, expect, it } from 'vitest';
import { emailSchema } from './email.ts';

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com'],
    [' Ada@Example.COM\n'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
    ['ada@exa\u{FF4D}ple.com'],
  ])('%j is ada@example.com', (text) => {
    expect(emailSchema.parse(text)).toBe('ada@example.com');
  });

  it.each([
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example'],
    ['ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
    ["o'brien+news@mail.example.co.uk", "o'brien+news@mail.example.co.uk"],
  ])('%s is kept as %s', (text, canonical) => {
    expect(emailSchema.parse(text)).toBe(canonical);
    expect(emailSchema.parse(canonical)).toBe(canonical);
  });

  it.each([
    [''],
    ['ada'],
    ['@example.com'],
    ['ada@'],
    ['ada@localhost'],
    ['ada@127.0.0.1'],
    ['ada@[::1]'],
    ['ada@example.com/path'],
    ['ada@exam%2eple.com'],
    ['ada@exam ple.com'],
    ['ada@example..com'],
    ['ada@-example.com'],
    ['ada@example.com.'],
    ['.ada@example.com'],
    ['ada.@example.com'],
    ['a..da@example.com'],
    ['ada lovelace@example.com'],
    ['zoë@example.com'],
    ['ada@evil.com@example.com'],
    ['ada@example.com\nbcc: all@example.com'],
    ['<ada@example.com>'],
    [`${'a'.repeat(65)}@example.com`],
    [`ada@${'a'.repeat(64)}.com`],
    [`ada@${'a.'.repeat(150)}com`],
  ])('%j is none', (text) => {
    expect(emailSchema.safeParse(text).success).toBe(false);
  });
});
