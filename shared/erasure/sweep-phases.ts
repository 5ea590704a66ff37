import { declarationOf } from '../catalogue/record-types.ts';
import type { Id } from '../kernel/ids.ts';

import { recordFrom } from '../records/shape.ts';
import type { PlanItem } from '../rights/request/model.ts';
import { walk, type Phase } from '../rights/plan/phases.ts';
import { refersTo } from '../rights/plan/plan-mention.ts';
import { ANYHOW, TRACES, writeAll } from '../rights/plan/plan-store.ts';
import { IDENTIFYING_TYPES } from '../rights/plan/redact.ts';
import { PARTS } from '../rights/request/stored.ts';
import { ABSENT, any, equals, lacks, oneOf } from '../store/clauses.ts';
import type { Clause, Item } from '../store/workspace.ts';
import { commit, type Act } from './commit.ts';
import { doneWrite, eraseActs, keyToEnd } from './erase-record.ts';
import type { Store } from './run-store.ts';
import { mentionActs } from './rewrite-mention.ts';
import type { Scene } from './scene.ts';
import { sweepRequests } from './sweep-requests.ts';

const nothingMore = async () => undefined;

const partition = ({ workspace, person }: Scene) => workspace.keys.subject(person).pk;

/** Records of identifying types are swept last: redacting others needs what they say. */
const identifying = oneOf('type', IDENTIFYING_TYPES);
const others: Clause = { ...identifying, expression: `NOT (${identifying.expression})` };

const records = (name: string, filter: Clause): Phase<Scene> => ({
  name,
  turn: (scene, cursor) =>
    walk(
      scene.workspace,
      { table: 'data', pk: partition(scene), skPrefix: 'REC#', filter },
      cursor,
      async (items) => commit(scene, await eraseActs(scene, items)),
    ),
});

/** What lies in the person's partition and leads nowhere else: it just goes. */
const belongings = (name: Store, skPrefix: string): Phase<Scene> => ({
  name,
  turn: (scene, cursor) =>
    walk(scene.workspace, { table: 'data', pk: partition(scene), skPrefix }, cursor, (items) =>
      commit(
        scene,
        items.map(({ pk, sk }) => ({
          writes: [{ delete: true, at: { table: 'data', pk, sk }, if: ANYHOW }],
          counts: { [name]: 1 },
          again: nothingMore,
        })),
      ),
    ),
});

/** Mentions of the plan whose link went while the record still names the person: the second sweep goes by the plan. */
async function sweepMentions(scene: Scene, items: readonly Item[]): Promise<void> {
  const { keys, tables } = scene.workspace;
  const plans = items as unknown as PlanItem[];
  const found = await tables.get(plans.map(({ target }) => keys.record(target)));
  const naming = plans.filter((plan, position) => {
    const item = found[position];
    const declaration = declarationOf(plan.type);
    return item && declaration && refersTo(declaration, recordFrom(item).plain, scene.person);
  });
  const links = naming.map(({ target, type }): Item => {
    const { pk, sk } = keys.link(scene.person, target);
    return { pk, sk, record: target, type };
  });
  await commit(scene, await mentionActs(scene, links));
}

/** Keys of texts that were deleted or sealed anew before: backups may hold what they open. */
async function sweepFormerKeys(scene: Scene, items: readonly Item[]): Promise<void> {
  await commit(
    scene,
    items.map(({ pk, sk }) => ({
      writes: [
        { delete: true, at: { table: 'data', pk, sk }, if: ANYHOW },
        keyToEnd(scene, sk.slice('KEY#'.length) as Id),
      ],
      counts: { formerKeys: 1 },
      again: nothingMore,
    })),
  );
}

/** A token and the way back to it go together. */
async function sweepTokens(scene: Scene, tokens: readonly string[]): Promise<void> {
  const { keys, tables } = scene.workspace;
  const back = await tables.get(tokens.map((token) => keys.tokenOf(scene.person, token)));
  await commit(
    scene,
    tokens.map((token, position): Act => ({
      writes: [
        { delete: true, at: keys.token(token, scene.person), if: ANYHOW },
        { delete: true, at: keys.tokenOf(scene.person, token), if: ANYHOW },
      ],
      counts: back[position] ? { tokens: 1 } : {},
      again: nothingMore,
    })),
  );
}

async function sweepExternals(scene: Scene, traces: readonly Item[]): Promise<void> {
  const { keys, tables } = scene.workspace;
  const token = ({ sk }: Item) => sk.slice(TRACES.external.length + 1);
  const found = await tables.get(traces.map((trace) => keys.externalId(token(trace))));
  // The same external id may be somebody else's by now.
  const own = traces.filter((trace, position) => found[position]?.['record'] === trace['record']);
  await commit(
    scene,
    own.map((trace) => ({
      writes: [
        {
          delete: true,
          at: keys.externalId(token(trace)),
          if: any(ABSENT, equals('record', trace['record'])),
        },
      ],
      counts: { externalIds: 1 },
      again: nothingMore,
    })),
  );
}

async function sweepObjects(scene: Scene, traces: readonly Item[]): Promise<void> {
  for (const trace of traces) {
    const objects = await scene.objects.deleteAll(trace['objectKey'] as string);
    if (objects > 0) await commit(scene, [{ writes: [], counts: { objects }, again: nothingMore }]);
  }
}

const parts = (scene: Scene, part: string, filter?: Clause) => ({
  table: 'data' as const,
  pk: scene.workspace.keys.request(scene.request).pk,
  skPrefix: `${part}#`,
  ...(filter ? { filter } : {}),
});

/** Items that somebody took away before their turn came are said to be gone: the record, or its link to the person. */
async function settle(scene: Scene, items: readonly Item[]): Promise<void> {
  const { keys, tables } = scene.workspace;
  const plans = items as unknown as PlanItem[];
  const found = await tables.get(
    plans.map(({ of, target }) => (of === 'mention' ? keys.link(scene.person, target) : keys.record(target))),
  );
  const gone = plans.filter((_, position) => found[position] === undefined);
  await writeAll(
    scene.workspace,
    // A proof is no record of its own: its consent or restriction goes with the person.
    gone.flatMap((plan) => doneWrite(scene, plan, plan.of !== 'proof')),
  );
}

/** The walks of a sweep, in this order: what names others needs the identifying records, and those need no tokens. */
export const SWEEP_PHASES: readonly Phase<Scene>[] = [
  {
    name: 'links',
    turn: (scene, cursor) =>
      walk(
        scene.workspace,
        { table: 'data', pk: partition(scene), skPrefix: 'LNK#' },
        cursor,
        async (items) => commit(scene, await mentionActs(scene, items)),
      ),
  },
  {
    name: 'mentions',
    turn: async (scene, cursor) =>
      scene.pass === 1
        ? undefined
        : walk(scene.workspace, parts(scene, PARTS.plan, equals('of', 'mention')), cursor, (items) =>
            sweepMentions(scene, items),
          ),
  },
  {
    name: 'objects',
    turn: (scene, cursor) =>
      walk(scene.workspace, parts(scene, TRACES.object), cursor, (items) => sweepObjects(scene, items)),
  },
  {
    // Their bytes are traces of the plan, and went with the objects: nothing is opened for a person who is frozen.
    name: 'copies',
    turn: (scene, cursor) =>
      walk(scene.workspace, { table: 'data', pk: partition(scene), skPrefix: 'CPY#' }, cursor, (items) =>
        writeAll(
          scene.workspace,
          items.map(({ pk, sk }) => ({ delete: true, at: { table: 'data', pk, sk }, if: ANYHOW })),
        ),
      ),
  },
  belongings('disclosures', 'DSC#'),
  belongings('consents', 'CNS#'),
  belongings('formerValues', 'FRM#'),
  records('records', others),
  records('identity', identifying),
  {
    name: 'formerKeys',
    turn: (scene, cursor) =>
      walk(scene.workspace, { table: 'data', pk: partition(scene), skPrefix: 'KEY#' }, cursor, (items) =>
        sweepFormerKeys(scene, items),
      ),
  },
  {
    name: 'tokens',
    turn: (scene, cursor) =>
      walk(
        scene.workspace,
        { table: 'keys', pk: scene.workspace.keys.tokenOf(scene.person, '').pk, skPrefix: 'TOK#' },
        cursor,
        (items) =>
          sweepTokens(
            scene,
            items.map(({ sk }) => sk.slice('TOK#'.length)),
          ),
      ),
  },
  {
    name: 'tokenTraces',
    turn: (scene, cursor) =>
      walk(scene.workspace, parts(scene, TRACES.token), cursor, (items) =>
        sweepTokens(
          scene,
          items.map(({ sk }) => sk.slice(TRACES.token.length + 1)),
        ),
      ),
  },
  {
    name: 'externals',
    turn: (scene, cursor) =>
      walk(scene.workspace, parts(scene, TRACES.external), cursor, (items) => sweepExternals(scene, items)),
  },
  {
    name: 'requests',
    turn: async (scene) => {
      await sweepRequests(scene);
      return undefined;
    },
  },
  {
    name: 'settle',
    turn: (scene, cursor) =>
      walk(scene.workspace, parts(scene, PARTS.plan, lacks('done')), cursor, (items) => settle(scene, items)),
  },
];
