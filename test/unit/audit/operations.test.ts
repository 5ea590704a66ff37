import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACTION_OPERATIONS, operationOf } from '../../../shared/audit/action-operations.ts';
import { MANUAL_WAYS, MEANS, OPERATIONS, type Operation } from '../../../shared/audit/operations.ts';
import { ACTIONS, type Action } from '../../../shared/audit/vocabulary.ts';
import { logLines, type LogLine } from '../../../shared/exports/held.ts';
import { MANUAL_ROUTES } from '../../../shared/http/routes/manual-operations.ts';
import { newId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { DAY, instant } from '../../../shared/kernel/time.ts';
import type { Bench } from '../../engine/bench.ts';
import { officerCalls, type OfficerCalls } from '../rights/officer-calls.ts';
import { firmBench, openFirm, type Firm } from '../rights/firm.ts';

const DPV = JSON.parse(readFileSync(new URL('../../vectors/dpv-terms.json', import.meta.url), 'utf8')) as {
  readonly terms: Readonly<Record<string, string>>;
};
const NAMED = Object.keys(OPERATIONS) as Operation[];

describe('DSR-13: what is done with data is one of thirteen operations, by a system or by hand', () => {
  let bench: Bench;
  let firm: Firm;
  let person: SubjectId;
  let call: OfficerCalls;
  beforeAll(async () => {
    bench = await firmBench();
  });
  afterAll(() => bench.stop());
  beforeEach(async () => {
    firm = await openFirm(bench);
    person = await firm.person({ name: 'Ines Albrecht' });
    call = officerCalls(firm, MANUAL_ROUTES, {});
  });

  const log = async (body: object, who: string = person) =>
    call('POST', '/v1/people/{person}/manual-operations', { path: { person: who }, body });
  async function lines(): Promise<LogLine[]> {
    const found: LogLine[] = [];
    const workspace = firm.as(firm.officer);
    for await (const line of logLines({ workspace, subject: person, request: newId() })) found.push(line);
    return found;
  }

  test('the operations are those that the notice names, each another term of the published vocabulary', () => {
    expect(NAMED).toEqual(
      'collect record systematise accumulate store clarify extract use transfer anonymise block delete destroy'.split(
        ' ',
      ),
    );
    const terms = [...Object.values(OPERATIONS), ...Object.values(MEANS)];
    expect(new Set(terms).size).toBe(terms.length);
    expect(terms.filter((term) => !Object.hasOwn(DPV.terms, term))).toEqual([]);
  });

  test('every action of the log says which operation it is, and every operation happens', () => {
    for (const action of Object.keys(ACTION_OPERATIONS) as Action[])
      expect([action, NAMED.includes(operationOf({ action }).operation)]).toEqual([action, true]);
    const listed = Object.keys(ACTION_OPERATIONS);
    expect(Object.keys(ACTIONS).filter((action) => !listed.includes(action))).toEqual(['person.handle']);
    expect(new Set(Object.values(ACTION_OPERATIONS))).toEqual(new Set(NAMED));
  });

  test.each(NAMED)(
    '%s by hand is logged with its way and purpose, and shown to the person as manual',
    async (operation) => {
      for (const how of MANUAL_WAYS) {
        const { statusCode, json } = await log({ operation, how, purpose: 'order-fulfilment' });
        expect(statusCode).toBe(201);
        expect(json).toMatchObject({ operation, how, term: OPERATIONS[operation] });
      }
      const shown = (await lines()).filter(({ action }) => action === 'person.handle');
      expect(shown).toHaveLength(MANUAL_WAYS.length);
      for (const line of shown)
        expect(line).toMatchObject({ operation, means: 'manual', purpose: 'order-fulfilment' });
    },
  );

  test('what the product did is shown as automated', async () => {
    expect(await lines()).toMatchObject([
      { action: 'record.create', operation: 'record', means: 'automated' },
    ]);
  });

  test('something done earlier keeps its own time; something that is yet to come is refused', async () => {
    const given = { operation: 'use', how: 'phone', purpose: 'customer-care' };
    const doneAt = instant(bench.now() - DAY);
    expect((await log({ ...given, doneAt })).statusCode).toBe(201);
    expect((await lines()).map(({ at }) => at)).toContain(doneAt);
    expect((await log({ ...given, doneAt: instant(bench.now() + 1000) })).statusCode).toBe(422);
  });

  test('no other verb, no words of one’s own, and nobody who is not here', async () => {
    const given = { operation: 'use', how: 'paper', purpose: 'customer-care' };
    expect((await log({ ...given, operation: 'sell' })).statusCode).toBe(400);
    expect((await log({ ...given, note: 'called about the boiler' })).statusCode).toBe(400);
    expect((await log(given, newId())).statusCode).toBe(404);
    expect((await lines()).filter(({ means }) => means === 'manual')).toEqual([]);
  });
});
