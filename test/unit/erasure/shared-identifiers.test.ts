import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customer } from '../../../shared/catalogue/types/customer.ts';
import type { Id, RecordId } from '../../../shared/kernel/ids.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { candidatesFor } from '../../../shared/rights/opening/candidates.ts';
import { choosePerson } from '../../../shared/rights/opening/choose-person.ts';
import { prepare } from '../../../shared/rights/decisions/decide.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { Scene, person } from './fixture.ts';

const MAILBOX = { kind: 'email', value: 'office@hafenkontor.example' } as const;
const NUMBER = { kind: 'phone', value: '+49 30 901820' } as const;

describe('two people of one company share a mailbox and a telephone, and one of them goes', () => {
  let scene: Scene;
  let ines: RecordId;
  let tomas: RecordId;
  let company: RecordId;
  let request: Id;
  beforeAll(async () => {
    scene = await Scene.open();
    const workspace = await scene.business('DE');
    const shared = { email: MAILBOX.value, phone: NUMBER.value };
    ines = await scene.create('contact', { name: 'Ines Albrecht', ...shared });
    tomas = await scene.create('contact', { name: 'Tomás Vidal', ...shared });
    company = await scene.create('customer', { companyName: 'Hafenkontor GmbH', contactPerson: ines });
    const opened = await openRequest(workspace, {
      type: 'erasure',
      channel: 'post',
      receivedAt: new Date(scene.bench.now()).toISOString(),
      identifiers: [MAILBOX, NUMBER],
    });
    request = opened.request.id;
  });
  afterAll(() => scene.close());

  test('nobody is taken to be meant, and there is no plan before an officer has said who is', async () => {
    const workspace = scene.workspace();
    const found = await load(workspace, request);
    expect(found.subject).toBeUndefined();
    expect([...found.candidates].sort()).toEqual([person(ines), person(tomas)].sort());
    await expect(prepare(workspace, request, async () => undefined)).rejects.toMatchObject({
      code: 'state.conflict',
    });
    expect(await scene.plan(request)).toEqual([]);
    expect((await choosePerson(workspace, request, person(ines))).subject).toBe(person(ines));
  });

  test('the plan names the other as somebody to look at, and leaves everything of that one alone', async () => {
    await scene.move(request, 'challenge');
    await scene.move(request, 'verify');
    await scene.move(request, 'prepare', { attempt: 1 });
    await scene.run({ request, step: 'plan', attempt: 1 });
    const raw = await scene.raw();
    const others = raw.filter(({ pk, candidate }) => pk.endsWith(request) && candidate !== undefined);
    expect(others.map(({ candidate }) => candidate)).toEqual([person(tomas)]);
    const plan = await scene.plan(request);
    const acts = Object.fromEntries(plan.map(({ target, act }) => [target, act]));
    expect(acts).toEqual({ [ines]: 'erase', [company]: 'unlink' });
  });

  test('the company and the colleague stay, and mailbox and telephone lead to the colleague alone', async () => {
    expect(await scene.erase(request)).toMatchObject({ state: 'done' });
    const workspace = scene.elsewhere();
    for (const identifier of [MAILBOX, NUMBER])
      expect(await candidatesFor(workspace, [identifier], 'DE')).toEqual([person(tomas)]);
    const { values } = (await loadRecord(workspace, customer, company)).record;
    expect(values).toMatchObject({ companyName: 'Hafenkontor GmbH' });
    expect(values).not.toHaveProperty('contactPerson');
  });
});
