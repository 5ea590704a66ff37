import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../shared/rights/letters/content.ts';
import { escapeHtml } from '../../../shared/rights/letters/render.ts';
import type { LetterName } from '../../../shared/rights/letters/write-letter.ts';
import { LETTERS, writeLetter } from '../../../shared/rights/letters/write-letter.ts';
import { CODE, FACTS, LINK } from './facts.ts';

const names = Object.keys(LETTERS) as LetterName[];
const every = names.flatMap((name) => LANGUAGES.map((language) => [name, language] as const));
const wordless = /undefined|null|NaN|\[object|Invalid/;

describe('letters', () => {
  test.for(every)('part of IDV-01: %s in %s never holds a link and a code together', ([name, language]) => {
    const { subject, text, html } = writeLetter(name, language, FACTS[name]);
    const whole = `${subject}\n${text}\n${html}`;
    expect(whole.includes(LINK) && whole.includes(CODE)).toBe(false);
    if (whole.includes(CODE)) expect(whole).not.toMatch(/https?:|href=/);
    if (/href=/.test(whole)) expect(whole).not.toMatch(/\b\d{8}\b/);
  });

  test.for(every)('%s in %s is whole: its facts are written, in text and in HTML', ([name, language]) => {
    const { subject, text, html } = writeLetter(name, language, FACTS[name]);
    expect(subject).not.toBe('');
    expect(`${subject}${text}${html}`).not.toMatch(wordless);
    expect(text).toContain('Lindqvist & Daughters');
    expect(html).toContain('Lindqvist &amp; Daughters');
    expect(text).toContain(FACTS[name].reference);
    expect(html).toContain(`<html lang="${language}">`);
  });

  test.for(names)('%s is written anew in each language', (name) => {
    const texts = LANGUAGES.map((language) => writeLetter(name, language, FACTS[name]).text);
    expect(new Set(texts).size).toBe(LANGUAGES.length);
  });

  test('the code is in the body and not in the subject, which shows on locked screens', () => {
    const { subject, text, html } = writeLetter('code', 'en', FACTS.code);
    expect(subject).not.toContain(CODE);
    expect(text).toContain(CODE);
    expect(html).toContain(CODE);
  });

  test('the receipt names both clocks and does not say whether data exist', () => {
    const { text } = writeLetter('received', 'en', FACTS.received);
    expect(text).toContain('We aim to answer by 4 April 2025. The law gives us until 7 April 2025.');
    expect(text).toContain('does not say whether we hold data about you');
    expect(writeLetter('received', 'de', FACTS.received).text).toContain('4. April 2025');
    expect(writeLetter('received', 'fr', FACTS.received).text).toContain('4 avril 2025');
  });

  test('the erasure letter lists what is kept with statute, country and end', () => {
    const { subject, text } = writeLetter('erasure-done', 'en', FACTS['erasure-done']);
    expect(text).toContain('- Invoice: § 147(3) AO (Germany), until 31 December 2033');
    expect(text).toContain('Art. 17(3)(b) GDPR');
    expect(text).toMatch(/Art\. 17\(3\)\(e\) GDPR\):\s+- Proof: § 195 BGB \(Germany\)/);
    expect(text).toContain('01JABCDEFGHJKMNPQRSTVWXYZ1');
    expect(text).toContain(LINK);
    expect(subject).toContain('except');
    const nothing = writeLetter('erasure-done', 'en', { ...FACTS['erasure-done'], kept: [] });
    expect(nothing.text).toContain('Nothing was kept.');
    expect(nothing.subject).not.toContain('except');
  });

  test('the question says whether the clock stands still', () => {
    const running = writeLetter('please-specify', 'en', { ...FACTS['please-specify'], clockStops: false });
    expect(writeLetter('please-specify', 'en', FACTS['please-specify']).text).toContain('stands still');
    expect(running.text).not.toContain('stands still');
  });

  test('the link of a ready copy comes before the remedies', () => {
    const { text, html } = writeLetter('released', 'en', FACTS.released);
    for (const body of [text, html]) expect(body.indexOf(LINK)).toBeLessThan(body.indexOf('Art. 77'));
  });

  test('a copy handed over on paper brings no link', () => {
    const { text, html } = writeLetter('released', 'en', { ...FACTS.released, handOver: { by: 'post' } });
    expect(text).toContain('by post');
    expect(html).not.toContain('href=');
  });
});

describe('what a letter must not carry', () => {
  const refusal = expect.objectContaining({ code: 'rule.violated' });

  test('facts are escaped in HTML and stay as they are in text', () => {
    const business = `<img src=x onerror="alert('1')"> & Co`;
    const { text, html } = writeLetter('received', 'en', { ...FACTS.received, business });
    expect(html).not.toContain('<img');
    expect(html).toContain(escapeHtml(business));
    expect(text).toContain(business);
  });

  test('an address with markup cannot leave its attribute', () => {
    const url = 'https://rights.example.org/?a="><script>x</script>&b=\'';
    const { html } = writeLetter('link', 'en', { ...FACTS.link, url });
    expect(html).not.toContain('<script');
    expect(html).toContain('href="https://rights.example.org/?a=&quot;&gt;');
  });

  test.for([
    'javascript:alert(1)',
    'http://rights.example.org/',
    'https://a:b@example.org/',
    'https://example.org/\na',
    'x',
    '',
  ])('a link other than plain https is refused: %j', (url) => {
    expect(() => writeLetter('link', 'en', { ...FACTS.link, url })).toThrow(refusal);
  });

  test('a local cloud links to its loopback', () => {
    const url = 'http://127.0.0.1:4000/public';
    expect(writeLetter('link', 'en', { ...FACTS.link, url }).text).toContain(url);
  });

  test.for(['1234567', '123456789', '1234567a', '', '12345678\n'])(
    'a malformed code is refused: %j',
    (code) => {
      expect(() => writeLetter('code', 'en', { ...FACTS.code, code })).toThrow(refusal);
    },
  );

  test('part of IDV-01: an address that facts bring along is refused beside a code', () => {
    const business = 'Moreau https://example.org/x';
    expect(() => writeLetter('code', 'en', { ...FACTS.code, business })).toThrow(refusal);
    expect(writeLetter('received', 'en', { ...FACTS.received, business }).text).toContain(business);
  });

  test.for(['a\r\nBcc: x@example.org', 'a\u0000', 'a\u202eb', 'a\u2028b'])(
    'control characters in facts are refused: %j',
    (business) => {
      expect(() => writeLetter('received', 'en', { ...FACTS.received, business })).toThrow(refusal);
    },
  );

  test('a day that does not exist is refused', () => {
    expect(() => writeLetter('received', 'en', { ...FACTS.received, dueByLaw: '2025-02-30' })).toThrow(
      refusal,
    );
  });
});
