import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SECOND } from '../../../shared/kernel/time.ts';
import type { RecordId } from '../../../shared/kernel/ids.ts';
import { Scene, person } from '../../unit/erasure/fixture.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.close());

/** A marker that no generated text holds by chance. */
const MARK = 'Zyxwvut';

/** What can be held about a person beside the contact itself. */
const KINDS = [
  'order',
  'invoice',
  'draft',
  'note',
  'shared',
  'mention',
  'company',
  'contact',
  'file',
] as const;

async function hold(kind: (typeof KINDS)[number], ines: RecordId, tomas: RecordId): Promise<void> {
  const lines = [{ text: 'Tea', quantity: 1, unitPrice: 100, amount: 100 }];
  const invoice = { billedTo: ines, issuedOn: '2026-11-05', lines, total: 100, remark: `${MARK} r` };
  const rows = {
    order: ['order', { orderedBy: ines, orderedOn: '2026-11-01', shipToName: `Ines ${MARK}` }],
    invoice: ['invoice', { ...invoice, status: 'issued' }],
    draft: ['invoice', invoice],
    note: ['note', { about: ines, text: `about ${MARK}` }],
    shared: ['note', { about: ines, mentions: [tomas], text: `${MARK} and another` }],
    mention: ['note', { about: tomas, mentions: [ines], text: `ask Ines ${MARK}` }],
    company: ['customer', { companyName: `${MARK} Ltd`, contactPerson: ines }],
    contact: ['contact', { person: person(ines), name: `Ines ${MARK}`, email: `${MARK}@example.org` }],
  } as const;
  if (kind === 'file') await scene.file(ines);
  else await scene.create(...(rows[kind] as unknown as [string, Record<string, unknown>]));
}

test('part of DSR-03: whatever is held about a person, after its erasure nothing leads to it and others lose nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...KINDS), { maxLength: 12 }),
      fc.boolean(),
      async (kinds, redact) => {
        await scene.business('NL');
        const ines = await scene.create('contact', { name: `Ines ${MARK}`, phone: '+31 20 5550100' });
        const tomas = await scene.create('contact', { name: 'Tomás Vidal' });
        for (const kind of kinds) await hold(kind, ines, tomas);
        const request = await scene.planned(person(ines));
        const plan = await scene.plan(request.id);
        const handOn = plan.filter(
          ({ of, type, needsReview }) => of === 'record' && type === 'note' && needsReview,
        );
        await scene.review(
          request.id,
          Object.fromEntries(redact ? handOn.map(({ target }) => [target, 'redact']) : []),
        );
        expect((await scene.erase(request.id)).state).toBe('done');

        const raw = await scene.raw();
        const own = raw.filter(({ pk }) => pk.includes(`#SUB#${person(ines)}`));
        expect(own.map(({ sk }) => sk)).toEqual(['CTL']);
        const count = (kind: string) => kinds.filter((one) => one === kind).length;
        const of = (kind: string) => raw.filter(({ pk }) => pk.split('#')[2] === kind).length;
        expect(of('KPT')).toBe(count('invoice'));
        const records = raw.filter(({ sk }) => sk.startsWith('REC#'));
        const left = (type: string) => records.filter((item) => item['type'] === type).length;
        expect(left('order')).toBe(count('order'));
        expect(left('customer')).toBe(count('company'));
        expect(left('contact')).toBe(1);
        expect(left('note')).toBe(count('mention') + (redact ? count('shared') : 0));
        const readable = JSON.stringify(records, (_, value: unknown) =>
          value instanceof Uint8Array ? undefined : value,
        );
        expect(readable).not.toContain(MARK);
        expect(readable).not.toContain(person(ines));
      },
    ),
    { numRuns: 8 },
  );
});

test('a thousand records are unreadable within a minute of the clock', async () => {
  await scene.business('DE');
  const ines = await scene.create('contact', { name: `Ines ${MARK}`, email: 'ines@example.org' });
  const body = { orderedBy: ines, orderedOn: '2026-11-01', shipToName: `Ines ${MARK}` };
  for (let made = 0; made < 1_000; made += 50)
    await Promise.all(Array.from({ length: 50 }, () => scene.create('order', body)));
  const request = await scene.planned(person(ines));
  await scene.approve(request.id);
  const began = performance.now();
  let event = { tenant: scene.tenant, request: request.id, step: 'freeze', attempt: 2, turn: 0 } as never;
  let longest = 0;
  for (let step = 'freeze'; step !== 'quiet';) {
    const turn = performance.now();
    const answer = await scene.call(event, {}, 1);
    longest = Math.max(longest, performance.now() - turn);
    event = { ...(event as object), ...answer.carry } as never;
    step = (event as { step: string }).step;
  }
  expect(longest).toBeLessThan(30 * SECOND);
  expect(performance.now() - began).toBeLessThan(40 * SECOND);
  const raw = await scene.raw();
  expect(raw.filter(({ pk, sk }) => pk.includes(`#SUB#${person(ines)}`) && sk !== 'CTL')).toEqual([]);
}, 180_000);
