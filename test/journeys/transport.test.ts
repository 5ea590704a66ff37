import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES } from '../../shared/http/routes.ts';
import { newId } from '../../shared/kernel/ids.ts';
import type { Answer } from './client.ts';
import { startStack, type Stack, type Tenant } from './fixture.ts';

let stack: Stack;
let firm: Tenant;
beforeAll(async () => {
  stack = await startStack();
  firm = await stack.onboard();
});
afterAll(() => stack.stop());

const demands = ({ headers }: Answer) => headers.get('strict-transport-security');

test('ENC-01: whatever the running gateway answers demands HTTPS for two years: every route, with and without credentials, errors of its own too', async () => {
  const answers: (readonly [string, Answer])[] = [];
  const waiting = ROUTES.values();
  const inOneLane = async () => {
    for (const { method, path, body } of waiting) {
      const at = path.replaceAll(/\{\w+\}/g, newId());
      const options = body ? { body: {} } : {};
      for (const by of [firm.client, stack.anybody, stack.operator])
        answers.push([`${method} ${path}`, await by.call(method, at, options)]);
    }
  };
  // Some public answers take their time whatever they say: side by side.
  await Promise.all(Array.from({ length: 8 }, inOneLane));
  expect(answers).toHaveLength(3 * ROUTES.length);
  answers.push(
    ['an unknown path', await stack.anybody.get('/nowhere')],
    ['a method that no route has', await firm.client.call('PUT', '/v1/contacts', { body: {} })],
    ['a forged key', await stack.client('bw_x_y_z').get('/v1/me')],
    ['a body that is no JSON', await firm.client.call('POST', '/v1/contacts', { body: '{' })],
    ['something made', await firm.client.post('/v1/contacts', { name: 'Ines Albrecht' })],
  );
  expect(new Set(answers.map(([, { status }]) => status)).size).toBeGreaterThan(5);
  for (const [what, answer] of answers)
    expect(demands(answer), `${what} ${answer.status}`).toBe('max-age=63072000; includeSubDomains');
});
