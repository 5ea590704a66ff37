import { eventWrite } from '../audit/record-event.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { personOf } from '../records/references.ts';
import { needsOwnKey, openRecords, recordFrom, sealRecord, type OpenRecord } from '../records/shape.ts';
import type { PlanItem } from '../rights/request/model.ts';
import { refersTo, unlinked } from '../rights/plan/plan-mention.ts';
import { isKept } from '../rights/plan/planned-holds.ts';
import { ANYHOW, planFrom, planKey } from '../rights/plan/plan-store.ts';
import { redactor } from '../rights/plan/redact.ts';
import { versionIs } from '../store/clauses.ts';
import type { Item, OwnerKey, Write } from '../store/workspace.ts';
import { activeCheck, controlFrom } from '../subjects/control.ts';
import type { Act } from './commit.ts';
import { doneWrite, erasing, keyToEnd } from './erase-record.ts';
import type { Scene } from './scene.ts';

/** The attributes of a record after its change, and the writes that go with its keys. */
interface Rewritten {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly writes: readonly Write[];
}

/** A change of references alone touches no sealed section. */
function plainOnly(
  record: OpenRecord,
  declaration: RecordDeclaration,
  after: OpenRecord['values'],
): Rewritten {
  const names = Object.keys(record.item.plain);
  const plain = Object.fromEntries(
    names
      .filter((name) => after[name] !== undefined && declaration.fields[name])
      .map((name) => [name, after[name]]),
  );
  return { attributes: { plain }, writes: [] };
}

/**
 * A redacted text is sealed anew. A record with a key of its own gets a new one, or its person's when it names nobody
 * else any more, and the old key ends: the text as it was cannot be read from any copy. A file keeps its key, under
 * which its bytes are sealed.
 */
async function resealed(
  scene: Scene,
  declaration: RecordDeclaration,
  record: OpenRecord,
  after: OpenRecord['values'],
): Promise<Rewritten | undefined> {
  const { workspace } = scene;
  const { id, key: keyId } = record.item;
  const home = personOf(id);
  const [controlItem] = home ? await workspace.tables.get([workspace.keys.subject(home)]) : [];
  const control = controlFrom(controlItem);
  const had = needsOwnKey(declaration, record.values);
  const ownKey = needsOwnKey(declaration, after);
  const renewed = ownKey && declaration.type !== 'file';
  const made = renewed ? await workspace.vault.newOwnerKey('record') : undefined;
  const wanted = ownKey ? keyId : control?.key;
  const key: OwnerKey | undefined =
    made?.key ?? (wanted ? (await workspace.vault.ownerKeys([wanted]))[0] : undefined);
  if (home && !key) return undefined;
  const sealed = await sealRecord(workspace, declaration, id, after, key, {
    ...(record.externalId ? { externalId: record.externalId } : {}),
    ownKey,
  });
  const ends = had && keyId && key?.id !== keyId;
  return {
    attributes: { self: undefined, special: undefined, org: undefined, key: undefined, ...sealed },
    writes: [
      ...(made ? [made.write] : []),
      ...(ends ? [keyToEnd(scene, keyId)] : []),
      ...(home && control?.state === 'active' ? [activeCheck(workspace, home, control.epoch)] : []),
    ],
  };
}

/** The person's link alone goes: the record is gone, or names the person no longer. */
function linkOnly(scene: Scene, link: Item, plan: PlanItem | undefined): Act {
  const { workspace } = scene;
  const at = { table: 'data', pk: link.pk, sk: link.sk } as const;
  return {
    writes: [
      { delete: true, at, if: ANYHOW },
      ...(plan?.done ? [] : doneWrite(scene, plan, true)),
      eventWrite(workspace, {
        action: 'erasure.unlink',
        subject: scene.person,
        target: link['record'] as string,
        type: link['type'] as string,
        request: scene.request,
      }),
    ],
    counts: { links: 1 },
    again: async () => undefined,
  };
}

async function changed(
  scene: Scene,
  link: Item,
  item: Item,
  plan: PlanItem | undefined,
  declaration: RecordDeclaration,
  record: OpenRecord,
): Promise<Act | undefined> {
  const { workspace, person, known, request } = scene;
  const redact = plan?.act === 'redact';
  const free = unlinked(declaration, record.values, person);
  const after = redact ? redactor(known)(free) : free;
  const sealsAnew = redact || needsOwnKey(declaration, after) !== needsOwnKey(declaration, record.values);
  const rewritten = sealsAnew
    ? await resealed(scene, declaration, record, after)
    : plainOnly(record, declaration, after);
  if (!rewritten) return undefined;
  const put = {
    ...item,
    version: record.item.version + 1,
    updatedAt: instant(workspace.now()),
    ...rewritten.attributes,
  };
  return {
    writes: [
      { put, at: workspace.keys.record(record.item.id), if: versionIs(record.item.version) },
      ...rewritten.writes,
      { delete: true, at: { table: 'data', pk: link.pk, sk: link.sk }, if: ANYHOW },
      ...doneWrite(scene, plan),
      eventWrite(workspace, {
        action: redact ? 'erasure.redact' : 'erasure.unlink',
        subject: person,
        target: record.item.id,
        type: declaration.type,
        request,
      }),
    ],
    counts: { links: 1, ...(redact ? { redacted: 1 } : {}) },
    again: async () => (await mentionActs(scene, [link]))[0],
  };
}

/** A note that should have been redacted goes as a whole once nobody knows any more what to look for in it. */
function mustGo({ known, subjectKey }: Scene, plan: PlanItem | undefined): boolean {
  const nothingKnown = Object.values(known).every((list: readonly string[]) => list.length === 0);
  return plan?.act === 'redact' && plan.type === 'note' && nothingKnown && subjectKey === undefined;
}

/** The acts for records of others, or of nobody, that name the person: as planned, or the reference alone. */
export async function mentionActs(scene: Scene, links: readonly Item[]): Promise<Act[]> {
  const { workspace, request, person } = scene;
  const ids = links.map((link) => link['record'] as RecordId);
  const [items, plans] = await Promise.all([
    workspace.tables.get(ids.map((id) => workspace.keys.record(id))),
    workspace.tables.get(ids.map((id) => planKey(workspace, request, id))),
  ]);
  const there = items.filter((item) => item !== undefined);
  const opened = await openRecords(workspace, declarationOf, there);
  const acts: Act[] = [];
  for (const [position, link] of links.entries()) {
    const item = items[position];
    const plan = planFrom(plans[position]);
    const declaration = item && declarationOf(item['type'] as string);
    if (!item || !declaration || !refersTo(declaration, recordFrom(item).plain, person)) {
      acts.push(linkOnly(scene, link, plan));
    } else if (isKept(plan) && !plan?.checked) {
      // What a hold covers stays as it is until its copy was read back.
      continue;
    } else if (plan?.act === 'erase' || mustGo(scene, plan)) {
      const again = async () => (await mentionActs(scene, [link]))[0];
      acts.push(erasing(scene, item, plan, { writes: [], counts: { links: 1 } }, again));
    } else {
      // Sealed under a key that is gone: nobody reads it, its reference goes all the same.
      const record = opened[there.indexOf(item)] ?? {
        item: recordFrom(item),
        values: recordFrom(item).plain,
      };
      const act = await changed(scene, link, item, plan, declaration, record);
      if (act) acts.push(act);
    }
  }
  return acts;
}
