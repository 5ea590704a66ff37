import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { newId, type SubjectId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { formerValuesWrites, readFormerValues } from '../../../shared/rights/acts/former-values.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { Scene } from './fixture.ts';

describe('what other rights have left with a person', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open();
  });
  afterAll(() => scene.close());

  test('part of DSR-03: consents, corrected values and restrictions go with the person, and the sweep finds nothing', async () => {
    const workspace = await scene.business();
    const { id, subject } = await createRecord(workspace, contact, { name: 'Ines Albrecht' });
    const person = subject as SubjectId;
    const control = async () =>
      controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
    const now = instant(scene.bench.now());
    await giveConsent(workspace, person, { purpose: 'marketing', way: 'form', givenAt: now, proof: 'Yes' });
    const before = await control();
    if (!before) throw new TypeError('the person exists');
    const old = { id: newId(), record: id, request: newId(), act: newId(), values: { name: 'Inez' } };
    await workspace.tables.write(await formerValuesWrites(workspace, person, before, old));
    const restriction = {
      id: newId(),
      ground: 'accuracy',
      purposes: 'all',
      records: 'all',
      since: now,
    } as const;
    await workspace.tables.write([restrictWrite(workspace, person, await control(), restriction)]);
    expect(await readFormerValues(workspace, person)).toHaveLength(1);
    const { id: request } = await scene.planned(person);
    expect(await scene.erase(request)).toMatchObject({ state: 'done' });
    const left = await workspace.tables.query({ table: 'data', pk: workspace.keys.subject(person).pk });
    expect(left.items.map(({ sk }) => sk)).toEqual(['CTL']);
    expect(left.items[0]).not.toHaveProperty('restrictions');
  });
});
