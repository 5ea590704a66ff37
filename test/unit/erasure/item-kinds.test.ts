import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent } from '../../../shared/consent/consents.ts';
import { newId, newTimeId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { ANYHOW } from '../../../shared/rights/plan/plan-store.ts';
import { ITEM_KINDS, type ItemKind, type ItemKindName } from '../../../shared/store/grammar.ts';
import type { Item, Workspace } from '../../../shared/store/workspace.ts';
import { cast, type Cast } from './cast.ts';
import { Scene, person } from './fixture.ts';

/** `goes`: with the person, by the erasure. `ends`: later, by its own clock. `stays`: it leads to nobody. */
type End = readonly ['goes' | 'ends' | 'stays', string];

/** How every kind of item ends when its person is erased; a kind without a row does not compile. */
const ENDS: Readonly<Record<ItemKindName, End>> = {
  subject: ['stays', 'says erased, without key and restrictions, so that its id is never given again'],
  record: ['goes', 'swept, kept under another id, or copied to nobody'],
  link: ['goes', 'swept with the reference in the record that named the person'],
  formerKey: ['goes', 'swept, and the key that it names ends'],
  openedCopy: ['goes', 'swept with its bytes'],
  disclosure: ['goes', 'swept once recipients were told'],
  formerValues: ['goes', 'swept'],
  consent: ['goes', 'swept; its proof is kept apart'],
  tenant: ['stays', 'about the business'],
  principal: ['stays', 'about staff, who end as members'],
  recipient: ['stays', 'about a recipient of the business'],
  apiKey: ['stays', 'about staff and programs'],
  sequence: ['stays', 'a count'],
  idempotency: ['ends', '24 hours'],
  event: ['stays', 'ids and names of fields; the person’s id leads to nobody'],
  due: ['stays', 'an instant and an id'],
  outbox: ['ends', 'sealed under the request’s key, which ends when the letter was delivered'],
  request: ['ends', 'its content’s key when the closing letter was delivered, the rest three years later'],
  queueEntry: ['ends', 'when the request closes'],
  requestPart: ['ends', 'sealed parts with the request’s key, the others with its record; receipts stay'],
  requestMark: ['ends', 'when the request closes'],
  tally: ['stays', 'counts'],
  arrival: ['ends', 'its content’s key ends by the clock of messages'],
  arrivalMark: ['ends', 'by the clock of messages; keyed tokens'],
  intakeSettings: ['stays', 'about the business'],
  standardsSettings: ['stays', 'about the business'],
  agent: ['stays', 'about an agent that the business deals with'],
  exchange: ['ends', 'with the request that it stands for'],
  rate: ['ends', 'an hour or a day; keyed tokens'],
  hold: ['stays', 'stops an erasure as long as it lasts'],
  kept: ['ends', 'by its statute or limitation period, or with its hold'],
  keptNumber: ['ends', 'with the kept item'],
  tombstone: ['ends', 'after the last older backup; keyed tokens'],
  suppression: ['ends', 'three years after the objection or withdrawal, or the erasure; keyed tokens'],
  job: ['stays', 'counts and states'],
  jobPart: ['ends', 'refused rows by their own clock, sealed'],
  wrapping: ['stays', 'keys of the business'],
  ownerKey: ['goes', 'destroyed: that of the person and those of texts and files'],
  token: ['goes', 'swept with the way back'],
  tokenOf: ['goes', 'swept'],
  externalId: ['goes', 'swept with its record'],
  directory: ['stays', 'about the business'],
  directoryList: ['stays', 'about the business'],
  handle: ['stays', 'about the business'],
  systemRate: ['ends', 'an hour; keyed tokens'],
  systemDue: ['stays', 'an instant and ids'],
  certificate: ['stays', 'about the deployment'],
  systemCursor: ['stays', 'a day'],
};
const names = Object.keys(ENDS) as ItemKindName[];
const going = names.filter((name) => ENDS[name][0] === 'goes');

const pattern = (text: string) =>
  new RegExp(`^(?:${text.replace(/ \| /g, '|').replace(/\{\w+\}/g, '[^#]+')})$`);
const isOf = (name: ItemKindName, { pk, sk }: Item): boolean => {
  const kind: ItemKind = ITEM_KINDS[name];
  return pattern(kind.pk).test(pk) && pattern(kind.sk).test(sk);
};

describe('part of DSR-03: every kind of item has an end for a person who goes', () => {
  let scene: Scene;
  let c: Cast;
  let keys: ReadonlySet<string>;
  let before: readonly Item[];
  let after: readonly Item[];

  /** What leads to Ines: in her partition, by her id, or a key, token or external id that is hers. */
  const hers = (items: readonly Item[], name: ItemKindName) =>
    items.filter((item) => {
      if (!isOf(name, item)) return false;
      if (name === 'ownerKey') return keys.has(item.pk.slice(-26));
      if (name === 'externalId') return String(item['record']).includes(person(c.ines));
      return `${item.pk}|${item.sk}`.includes(person(c.ines));
    });

  /** Kinds that other rooms write, put where they lie. */
  async function belongings(workspace: Workspace): Promise<void> {
    const ines = person(c.ines);
    const givenAt = instant(scene.bench.now());
    await giveConsent(workspace, ines, { purpose: 'marketing', way: 'form', givenAt, proof: 'Yes' });
    const formerKey = await workspace.vault.newOwnerKey('record');
    const id = newId();
    await workspace.tables.write([
      formerKey.write,
      { put: {}, at: workspace.keys.formerKey(ines, formerKey.key.id), if: ANYHOW },
      { put: { id }, at: workspace.keys.formerValues(ines, id), if: ANYHOW },
      { put: { objectKey: `${scene.tenant}/${id}` }, at: workspace.keys.openedCopy(ines, id), if: ANYHOW },
      {
        put: { recipient: newId(), records: [], purpose: 'customer-care' },
        at: workspace.keys.disclosure(ines, newTimeId(scene.bench.now())),
        if: ANYHOW,
      },
    ]);
  }

  beforeAll(async () => {
    scene = await Scene.open();
    const workspace = await scene.business('DE');
    c = await cast(scene);
    await belongings(workspace);
    before = await scene.raw();
    keys = new Set(
      before
        .filter(({ pk }) => pk.includes(person(c.ines)))
        .flatMap(({ sk, key }) => [
          ...(typeof key === 'string' ? [key] : []),
          ...(sk.startsWith('KEY#') ? [sk.slice(4)] : []),
        ]),
    );
    const request = await scene.planned(person(c.ines));
    await scene.review(request.id);
    expect(await scene.erase(request.id)).toMatchObject({ state: 'done' });
    after = await scene.raw();
  });
  afterAll(() => scene.close());

  test('the table knows every kind of the grammar, and no other', () => {
    expect(names.toSorted()).toEqual(Object.keys(ITEM_KINDS).toSorted());
  });

  test.each(going)('%s: was there, and is gone with the person', (name) => {
    expect(hers(before, name).length).toBeGreaterThan(0);
    expect(hers(after, name)).toEqual([]);
  });

  test('nothing else is keyed by the person but the mark that says erased', () => {
    const left = after.filter(({ pk, sk }) => `${pk}|${sk}`.includes(person(c.ines)));
    expect(left.map(({ sk }) => sk)).toEqual(['CTL']);
    expect(left[0]).not.toHaveProperty('key');
  });
});
