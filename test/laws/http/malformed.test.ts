import fc from 'fast-check';
import * as z from 'zod';
import { describe, expect, test } from 'vitest';
import { apiHandler } from '../../../shared/http/chain.ts';
import { DEPTH_LIMIT, PARTS_LIMIT, parseJsonText } from '../../../shared/kernel/json-text.ts';
import type { AnyRoute } from '../../../shared/http/route.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { gatewayEvent, lambdaContext, textBody } from '../../unit/http/event.ts';

const MARKER = 'Albrecht-4711';

const route: AnyRoute<undefined> = {
  method: 'POST',
  path: '/v1/things',
  audience: 'tenant',
  permission: 'contact:create',
  processing: 'collect',
  function: 'records',
  summary: 'Creates a thing',
  query: z.strictObject({ q: z.string().max(3).optional() }),
  body: z.strictObject({
    a: z.union([z.int(), z.array(z.string().max(3)).max(2)]),
    b: z.record(z.string().max(3), z.email()).optional(),
    c: z.enum(['x', 'y']).optional(),
  }),
  use: async () => ({ status: 204 }),
};

function office() {
  const lines: string[] = [];
  const store = new ModelOffice();
  const contexts = { tenant: store.workspace.bind(store) as never };
  const handler = apiHandler({
    routes: [route],
    services: undefined,
    contexts,
    log: (line) => lines.push(line),
  });
  return {
    lines,
    send: (text: string | Uint8Array, more: object = {}) =>
      handler(gatewayEvent({ httpMethod: 'POST', ...textBody(text), ...more }), lambdaContext),
  };
}

const refusal = (text: string): string | undefined => {
  try {
    parseJsonText(text);
    return undefined;
  } catch (error) {
    return isProblem(error) ? error.code : 'not a problem';
  }
};

describe('any body', () => {
  test('of arbitrary bytes never fails on our side', async () => {
    const { send, lines } = office();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await send(bytes)).statusCode).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    expect(lines).toEqual([]);
  });

  test('of arbitrary JSON never fails on our side and is never quoted', async () => {
    const { send, lines } = office();
    const text = fc.oneof(fc.string(), fc.constant(MARKER), fc.constant('__proto__'), fc.constant('a'));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        text,
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(fc.oneof(text, fc.constantFrom('a', 'b', 'c')), tie('value'), { maxKeys: 4 }),
    })).value;
    await fc.assert(
      fc.asyncProperty(json, fc.boolean(), async (value, cut) => {
        const whole = JSON.stringify({ [MARKER]: MARKER, a: value, b: value }) ?? 'null';
        const response = await send(cut ? whole.slice(0, -3) : whole);
        expect(response.statusCode).toBeGreaterThanOrEqual(400);
        expect(response.statusCode).toBeLessThan(500);
        expect(JSON.stringify(response)).not.toContain(MARKER);
      }),
      { numRuns: 300 },
    );
    expect(lines).toEqual([]);
  });

  test('and any query, header or path is refused without being quoted', async () => {
    const { send, lines } = office();
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (name, value) => {
        const response = await send('{"a":1}', {
          queryStringParameters: { [name + MARKER]: value, q: value + MARKER },
          pathParameters: { [MARKER]: value },
          headers: {
            'content-type': `application/json`,
            'idempotency-key': value + MARKER,
            'if-match': MARKER,
          },
        });
        expect(response.statusCode).toBeLessThan(500);
        expect(JSON.stringify(response)).not.toContain(MARKER);
      }),
      { numRuns: 200 },
    );
    expect(lines).toEqual([]);
  });
});

describe('the reader of JSON', () => {
  test('gives what JSON.parse gives for every value within the limits', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        const reserved = /"(__proto__|constructor|prototype)"/.test(text);
        if (!reserved && text.isWellFormed() && !/\\u[dD]/.test(text)) {
          expect(parseJsonText(text)).toEqual(JSON.parse(text));
        }
      }),
    );
  });

  test.each([
    ['["' + '[{'.repeat(50) + '"]', undefined],
    ['['.repeat(DEPTH_LIMIT) + ']'.repeat(DEPTH_LIMIT), undefined],
    ['['.repeat(DEPTH_LIMIT + 1) + ']'.repeat(DEPTH_LIMIT + 1), 'request.too-deep'],
    ['{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000), 'request.too-deep'],
    ['['.repeat(200_000), 'request.malformed'],
    [`[${'0,'.repeat(PARTS_LIMIT)}0]`, 'request.malformed'],
    ['{"__proto__":{"role":"admin"}}', 'request.malformed'],
    ['{"\\u005f_proto__":1}', 'request.malformed'],
    ['{"a":{"constructor":{"prototype":1}}}', 'request.malformed'],
    ['{"a":"__proto__"}', undefined],
    ['{"a":1,"b":{"a":1}}', undefined],
    ['{"a":1,"\\u0061":2}', 'request.malformed'],
    ['{"a":"\\ud800"}', 'request.malformed'],
    ['{"a":"\\ud83d\\ude00"}', undefined],
    ['{"a":1e999}', 'request.malformed'],
    ['{"a":1e3}', undefined],
    ['', 'request.malformed'],
    ['{"a":1}x', 'request.malformed'],
    ['\ufeff{}', 'request.malformed'],
  ])('%.40s → %s', (text, code) => {
    expect(refusal(text)).toBe(code);
  });

  test('takes linear time for text that is made to be slow', () => {
    const started = performance.now();
    for (const text of [
      '"' + '\\"'.repeat(30_000),
      `["${'\\"'.repeat(30_000)}"]`,
      `{${'"a":{'.repeat(10_000)}`,
    ])
      refusal(text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a body', () => {
  test.each([
    [{ body: '!!!!' }, 400, 'request.malformed'],
    [{ body: 'e30' }, 400, 'request.malformed'],
    [textBody(Uint8Array.of(0x7b, 0xff, 0x7d)), 400, 'request.malformed'],
    [textBody(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)), 400, 'request.malformed'],
    [{ body: '"\ud800"', isBase64Encoded: false }, 400, 'request.malformed'],
    [textBody(`"${'x'.repeat(64 * 1024)}"`), 413, 'request.too-large'],
    [{ headers: {} }, 415, 'media-type.unsupported'],
    [{ headers: { 'Content-Type': 'text/plain' } }, 415, 'media-type.unsupported'],
    [{ headers: { 'Content-Type': 'application/json; charset=iso-8859-1' } }, 415, 'media-type.unsupported'],
    [{ headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415, 'media-type.unsupported'],
  ])('%o is refused', async (event, status, code) => {
    const response = await office().send('{"a":1}', event);
    expect(response.statusCode).toBe(status);
    expect(response.body).toContain(`urn:bailiwick:problem:${code}`);
  });

  test('within every limit is taken', async () => {
    expect((await office().send('{"a":1}')).statusCode).toBe(204);
    expect((await office().send('', { body: '{"a":1}', isBase64Encoded: false })).statusCode).toBe(204);
  });
});
