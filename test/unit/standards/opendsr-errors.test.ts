import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PROBLEMS, Problem, type ProblemCode } from '../../../shared/kernel/problems.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { openDsrRefusal } from '../../../shared/standards/opendsr/refusal.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench } from '../rights/firm.ts';
import { OPENDSR_REQUEST } from './samples.ts';
import { newReference, openScene, type Scene } from './scene.ts';

const AT = '/v1/opendsr/requests';
const DETAIL = { domain: expect.any(String), reason: expect.any(String), message: expect.any(String) };

/** Refusals whose own status says more than 400: who calls, what is not there, when to come back. */
const KEPT = [401, 403, 404, 429];

test.each(Object.keys(PROBLEMS) as ProblemCode[])('%s is an error object of OpenDSR 2.0', (code) => {
  const own = PROBLEMS[code].status;
  const violations = [{ pointer: '/subject_identities/0', rule: 'format' }];
  const { status, body } = openDsrRefusal(new Problem(code, { violations }));
  expect(status).toBe(own >= 500 || KEPT.includes(own) ? own : 400);
  expect(body).toEqual({ error: { code: status, message: expect.any(String), errors: [DETAIL] } });
});

describe('what goes wrong with a request of OpenDSR 2.0', () => {
  let bench: Bench;
  let scene: Scene;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    scene = await openScene(bench);
  });

  const { status_callback_urls: _, ...whole } = OPENDSR_REQUEST;
  const sample = (given: object = {}) => ({ ...whole, submitted_time: instant(bench.now()), ...given });
  const identity = OPENDSR_REQUEST.subject_identities[0];
  const post = (body: object | string, given: object = {}) => scene.call('POST', AT, body, given);

  /** Section 7.5 for members that are required (7.1.1, 5.3), missing or of another kind. */
  const malformed: readonly (readonly [string, object])[] = [
    ...['subject_request_id', 'subject_request_type', 'submitted_time', 'subject_identities'].map(
      (name) => [`without ${name}`, { [name]: undefined }] as const,
    ),
    ...['identity_type', 'identity_value', 'identity_format'].map(
      (name) =>
        [
          `with an identity without ${name}`,
          { subject_identities: [{ ...identity, [name]: undefined }] },
        ] as const,
    ),
    ['with a number for the id', { subject_request_id: 1 }],
    ['with one identity instead of a list', { subject_identities: identity }],
    ['with identities of an extension alone', { subject_identities: [], extensions: { 'a.example': {} } }],
    ['for another major version', { api_version: '3.0' }],
    [
      'with six callbacks',
      { status_callback_urls: Array.from({ length: 6 }, () => 'https://a.example.com/') },
    ],
  ];
  test.each(malformed)('%s is 400: the place and the rule', async (__, given) => {
    const { status, json, body, headers } = await post(sample(given));
    expect(status).toBe(400);
    const { error } = json as { error: { errors: unknown[] } };
    expect(error).toMatchObject({ code: 400, message: expect.any(String) });
    expect(error.errors.length).toBeGreaterThan(0);
    for (const one of error.errors) expect(one).toEqual(DETAIL);
    expect(body).not.toContain('johndoe');
    expect(headers['Content-Type']).toBe('application/json;charset=UTF-8');
    expect(headers['Cache-Control']).toBe('no-store');
  });

  const whole400: readonly (readonly [string, string, object])[] = [
    ['no JSON', '{,}', {}],
    ['no text', Buffer.from([0xff, 0xfe]).toString('latin1'), {}],
    ['a list', '[]', {}],
    ['nothing', '', {}],
    ['another media type', '{}', { type: 'text/plain' }],
    ['17 KiB', `{"a":"${'x'.repeat(17 * 1024)}"}`, {}],
    ['a member twice', '{"subject_request_id":"a","subject_request_id":"b"}', {}],
  ];
  test.each(whole400)('%s is 400', async (__, body, given) => {
    expect(await post(body, given)).toMatchObject({ status: 400, json: { error: { code: 400 } } });
  });

  test.each(['GET', 'DELETE'])(
    '%s of an id that nobody sent is 404, of one that is none 400',
    async (method) => {
      const at = (id: string) => scene.call(method, `${AT}/${id}`);
      expect(await at(newReference())).toMatchObject({ status: 404, json: { error: { code: 404 } } });
      for (const id of ['1', newReference().toUpperCase(), 'a7551968-d5d6-14b2-9831-815ac9017798'])
        expect(await at(id)).toMatchObject({ status: 400, json: { error: { code: 400 } } });
    },
  );

  test.each(['POST', 'GET', 'DELETE'])('%s by a key that may not open requests is 403', async (method) => {
    const path = method === 'POST' ? AT : `${AT}/${newReference()}`;
    const body = method === 'POST' ? sample() : undefined;
    const answer = await scene.call(method, path, body, { role: 'readOnly' });
    expect(answer).toMatchObject({ status: 403, json: { error: { code: 403 } } });
  });
});
