import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder, startKillable, type KillableStack } from './killable.ts';

let stack: KillableStack;
beforeAll(async () => {
  stack = await startKillable();
});
afterAll(async () => {
  await stack.kill();
  removeFolder(stack.folder);
});

test('a creating call that was cut off takes effect once: before the transaction it is done again, after it answered', async () => {
  const { apiKey } = await stack.onboard('DE');
  const body = { name: 'Noor Haddad', email: 'noor@example.com' };
  const found = async () => {
    const { body: answer } = await stack
      .client(apiKey)
      .post('/v1/contacts/lookup', { email: 'noor@example.com' });
    return (answer.items as { id: string }[]).map(({ id }) => id);
  };
  await stack.client(apiKey).get('/v1/me');
  for (const phase of ['before', 'after'] as const) {
    const headers = { 'idempotency-key': `cut-${phase}` };
    const already = await found();
    await stack.crashAt({ phase, match: { service: 'dynamodb', operation: 'TransactWriteItems' } });
    await expect(stack.client(apiKey).post('/v1/contacts', body, headers)).rejects.toThrow();
    await stack.ended;
    stack = await startKillable(stack.folder);
    const now = await found();
    expect(now.length - already.length).toBe(phase === 'after' ? 1 : 0);
    if (phase === 'before') {
      // The lease of the call that was cut off has to end first.
      const early = await stack.client(apiKey).post('/v1/contacts', body, headers);
      expect(early.body.type).toBe('urn:bailiwick:problem:idempotency.in-flight');
      await stack.advance('PT61S');
    }
    const again = await stack.client(apiKey).post('/v1/contacts', body, headers);
    expect(again.status, again.text).toBe(201);
    expect(await found()).toHaveLength(already.length + 1);
    expect(await found()).toContain(again.body.id);
  }
});
