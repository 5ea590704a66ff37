import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { may } from '../../../shared/access/roles.ts';
import { LEGAL_BASES } from '../../../shared/catalogue/vocabulary.ts';
import { CHILD_ROUTES } from '../../../shared/http/routes/children.ts';
import { RIGHTS_BY_BASIS_ROUTES } from '../../../shared/http/routes/rights-by-basis.ts';
import { newId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from './firm.ts';
import { officerCalls, type OfficerCalls } from './officer-calls.ts';

let bench: Bench;
let firm: Firm;
let call: OfficerCalls;
beforeAll(async () => {
  bench = await firmBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  firm = await openFirm(bench);
  call = officerCalls(firm, [...CHILD_ROUTES, ...RIGHTS_BY_BASIS_ROUTES], {});
});

describe('the rights of a legal basis over HTTP', () => {
  const rights = async (query?: Record<string, string>, role = 'sales') =>
    call('GET', '/v1/rights', { role, ...(query ? { query } : {}) });
  const names = ({ json }: Awaited<ReturnType<typeof rights>>) =>
    (json['items'] as { right: string }[]).map(({ right }) => right);

  test.each(Object.keys(LEGAL_BASES))(
    '%s: only its own are told, portability with consent and contract alone',
    async (basis) => {
      const told = names(await rights({ basis }));
      expect(told.includes('portability')).toBe(basis === 'consent' || basis === 'contract');
      expect(told.includes('withdrawal')).toBe(basis === 'consent');
      expect(told.includes('objection')).toBe(basis === 'public-task' || basis === 'legitimate-interests');
    },
  );

  test('without a basis all are told; an unknown one is refused, and so is another parameter', async () => {
    expect(names(await rights())).toHaveLength(10);
    expect((await rights({ basis: 'curiosity' })).statusCode).toBe(400);
    expect((await rights({ base: 'consent' })).statusCode).toBe(400);
  });

  test('whoever may read the data map may read them', async () => {
    for (const role of ['readOnly', 'warehouse', 'finance', 'officer'] as const) {
      expect(may(role, 'dataMap:read')).toBe(true);
      expect((await rights({}, role)).statusCode).toBe(200);
    }
  });
});

describe('part of CHI-02: a child over HTTP', () => {
  let person: SubjectId;
  beforeEach(async () => {
    person = await firm.person({ name: 'Mika Lind', email: 'mika@example.org' });
  });
  const report = (body: unknown, role = 'sales', who: string = person) =>
    call('POST', '/v1/people/{person}/child', { path: { person: who }, body, role, principal: newId() });
  const authorise = (body: unknown, role = 'officer') =>
    call('POST', '/v1/people/{person}/child/authorise', { path: { person }, body, role });

  test.each(['admin', 'officer', 'sales', 'service'])(
    '%s can report, and learns until when it is reviewed',
    async (role) => {
      const { statusCode, json } = await report({ reason: 'parent' }, role);
      expect(statusCode).toBe(200);
      const reviewUntil = instant(bench.now() + 30 * DAY);
      expect(json).toMatchObject({ person, state: 'received', reviewUntil });
    },
  );

  test.each(['warehouse', 'finance', 'readOnly'])('%s cannot report', async (role) => {
    expect((await report({ reason: 'parent' }, role)).statusCode).toBe(403);
  });

  test('a reason is one of the table, and a birth date is a day with its reason', async () => {
    expect((await report({ reason: 'rumour' })).statusCode).toBe(400);
    expect((await report({ reason: 'birth-date' })).statusCode).toBe(400);
    expect((await report({ reason: 'birth-date', birthDate: '2020-02-30' })).statusCode).toBe(400);
    expect((await report({ reason: 'staff', birthDate: '2020-02-03' })).statusCode).toBe(400);
    expect((await report({ reason: 'birth-date', birthDate: '1980-02-03' })).statusCode).toBe(422);
    expect((await report({ reason: 'staff' }, 'sales', newId())).statusCode).toBe(404);
  });

  test('only an officer ends the quarantine', async () => {
    expect((await authorise({ because: 'parent' })).statusCode).toBe(404);
    await report({ reason: 'staff' });
    for (const role of ['admin', 'sales', 'service'])
      expect((await authorise({ because: 'parent' }, role)).statusCode).toBe(403);
    expect((await authorise({ because: 'hearsay' })).statusCode).toBe(400);
    expect(await authorise({ because: 'parent' })).toMatchObject({
      statusCode: 200,
      json: { state: 'cancelled' },
    });
  });
});
