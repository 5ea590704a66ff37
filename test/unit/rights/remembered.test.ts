import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { SubjectId } from '../../../shared/kernel/ids.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { approve, prepare } from '../../../shared/rights/decisions/decide.ts';
import { stopMarketing } from '../../../shared/rights/opening/stop-marketing.ts';
import { placesOfPerson } from '../../../shared/subjects/suppressions.ts';
import type { Bench } from '../../engine/bench.ts';
import { controlOf } from '../subjects/control-of.ts';
import { NAMED, openCase, type Case } from './case.ts';
import { firmBench } from './firm.ts';

let bench: Bench;
let scene: Case;
beforeAll(async () => void (bench = await firmBench()));
afterAll(() => bench.stop());
beforeEach(async () => void (scene = await openCase(bench)));

async function bornWith(values: Record<string, unknown>): Promise<string[]> {
  const { subject } = await createRecord(scene.officer, contact, { name: 'Somebody', ...values });
  const control = await controlOf(scene.officer, subject as SubjectId);
  return (control?.restrictions ?? []).map(({ ground }) => ground);
}

const remembered = async () =>
  (await placesOfPerson(scene.officer, scene.person)).flatMap(({ entry }) => (entry ? [entry.ground] : []));

test('part of RET-05: an objection to marketing is remembered under address and number, however they are written', async () => {
  const { request } = await scene.firm.open({ type: 'objection', marketing: true, identifiers: NAMED });
  await stopMarketing(scene.officer, request.id);
  expect(await remembered()).toEqual(['marketing', 'marketing']);
  expect(await bornWith({ email: 'INES@Example.org' })).toEqual(['suppressed']);
  expect(await bornWith({ phone: '030 901820', address: { country: 'DE' } })).toEqual(['suppressed']);
  expect(await bornWith({ email: 'noor@example.org' })).toEqual([]);
});

test('part of RET-05: an objection that is followed is remembered with it, one that is weighed is not', async () => {
  const request = await scene.verified('objection');
  expect(await scene.grounds()).toEqual(['objection']);
  expect(await remembered()).toEqual([]);
  await prepare(scene.officer, request, scene.firm.start);
  await approve(scene.officer, request, 0);
  expect(await remembered()).toEqual(['objected', 'objected']);
  expect(await bornWith({ email: 'ines@example.org' })).toEqual(['suppressed']);
});

test('an objection by everybody under one mailbox is remembered once, in the transaction that stops it for all', async () => {
  for (const name of ['Noor Haddad', 'Tomás Vidal'])
    await createRecord(scene.officer, contact, { name, email: 'ines@example.org' });
  const identifiers = [{ kind: 'email', value: 'ines@example.org' }] as const;
  const { request } = await scene.firm.open({ type: 'objection', marketing: true, identifiers });
  expect(request.candidates).toHaveLength(3);
  await stopMarketing(scene.officer, request.id);
  expect(await remembered()).toEqual(['marketing', 'marketing']);
  for (const person of request.candidates)
    expect((await controlOf(scene.officer, person))?.restrictions).toMatchObject([{ ground: 'marketing' }]);
});
