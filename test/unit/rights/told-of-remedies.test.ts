import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Id } from '../../../shared/kernel/ids.ts';
import { MINUTE } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { cancel, findNothing, refuse } from '../../../shared/rights/decisions/answer.ts';
import { previewLetters, type Intended } from '../../../shared/rights/desk/preview.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';
import { load } from '../../../shared/rights/request/stored.ts';
import type { Bench } from '../../engine/bench.ts';
import { codeOf } from './case.ts';
import { PUBLIC_URL, firmBench, openFirm, type Firm } from './firm.ts';

const AUTHORITIES = [
  ['FR', 'CNIL'],
  ['NL', 'Autoriteit Persoonsgegevens (AP)'],
  ['GR', 'HDPA'],
  ['RU', 'Roskomnadzor'],
] as const;

/** Everything that ends a request, as far as a letter tells of it. */
const ENDS: readonly (readonly [RequestType, Intended])[] = [
  ['access', { outcome: 'refused', reasons: ['rights-of-others'] }],
  ['access', { outcome: 'released' }],
  ['erasure', { outcome: 'done' }],
  ['restriction', { outcome: 'done' }],
  ['objection', { outcome: 'nothing-found' }],
  ['withdrawal', { outcome: 'not-identifiable' }],
  ['rectification', { outcome: 'expired' }],
  ['portability', { outcome: 'cancelled' }],
  ['review', { outcome: 'concluded', conclusion: 'upheld', explanation: 'Looked at anew.' }],
  ['complaint', { outcome: 'concluded', conclusion: 'not-upheld', explanation: 'All was in order.' }],
];

describe('who is refused or answered learns where to complain', () => {
  let bench: Bench;
  let firm: Firm;
  beforeAll(async () => {
    bench = await firmBench();
    firm = await openFirm(bench, 'DE');
  });
  afterAll(() => bench.stop());

  const officer = () => firm.as(firm.officer);

  /** A person who lives in a country, and a request of that person, identified by a call-back. */
  async function livesIn(country: string): Promise<(type: RequestType) => Promise<Id>> {
    const name = `Ines of ${country}`;
    const address = { street: 'Hauptweg 7', postalCode: '10115', city: 'There', country };
    const email = `ines.${country.toLowerCase()}@example.org`;
    await createRecord(officer(), contact, { name, email, phone: '+49 30 901820', address });
    bench.advance(MINUTE);
    return async (type) => {
      const { request } = await firm.open({ type, identifiers: [{ kind: 'name', value: name }] });
      await recordCallBack(officer(), request.id, 'Confirmed');
      await approveCallBack(firm.as(firm.secondOfficer), request.id);
      return request.id;
    };
  }

  test('DSR-11: no refusal and no closing leaves without the authority of residence and the court; others may be chosen, and nothing has to be done before', async () => {
    for (const [country, authority] of AUTHORITIES) {
      const asks = await livesIn(country);
      for (const [type, intended] of country === 'FR' ? ENDS : ENDS.slice(0, 3)) {
        const request = await asks(type);
        const letters = await previewLetters(officer(), request, intended, PUBLIC_URL);
        expect(letters.length, `${type} ${intended.outcome}`).toBe(1);
        for (const { text } of letters) {
          for (const part of [authority, 'BfDI', 'go to court against us', 'need not write to us before'])
            expect(text, `${type} ${intended.outcome} in ${country}`).toContain(part);
          expect(text).toMatch(/where you live, where you work, or where you think the law was broken/);
          expect(text).not.toMatch(/after (?:having )?contact|only once you have|first contact us/i);
        }
        await cancel(officer(), request);
      }
      const refused = await asks('access');
      await firm.post();
      await refuse(officer(), refused, ['rights-of-others']);
      const [letter] = await firm.post();
      expect(letter?.text).toContain(authority);
    }

    // A business whose authority nobody can name sends no such letter, and its requests stay open.
    const nowhere = await openFirm(bench, 'US');
    const { request } = await nowhere.open({ calendar: 'DE', replyTo: 'ines@example.org' });
    await nowhere.post();
    const workspace = nowhere.as(nowhere.officer);
    for (const close of [
      () => refuse(workspace, request.id, ['not-identified']),
      () => findNothing(workspace, request.id),
      () => cancel(workspace, request.id),
    ])
      expect(await codeOf(close())).toBe('rule.violated');
    expect((await load(workspace, request.id)).state).toBe('received');
    expect(await nowhere.post()).toEqual([]);
  });
});
