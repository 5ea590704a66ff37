import { eventWrite } from '../../../shared/audit/record-event.ts';
import { isSuppressed } from '../../../shared/erasure/marks.ts';
import { importBatch } from '../../../shared/imports/import-batch.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { mailWrites } from '../../../shared/mail/outbox.ts';
import { sendMail } from '../../../shared/mail/send-mail.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { isClosed } from '../../../shared/rights/life-cycle.ts';
import { openRequest } from '../../../shared/rights/open-request.ts';
import { load, step } from '../../../shared/rights/request-store.ts';
import { answerWrite, beginIdempotent } from '../../../shared/store/idempotency.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import { MARK, clerk, erasing, persistently, residue, typeOf, workflow, type Cast } from './scene.ts';
import type { Departures, Gate, Task } from './schedule.ts';
import type { Stage } from './stage.ts';

/** Real code that meets: who is at work, how far schedules go, and what must hold at the end. */
export interface Scene {
  readonly name: string;
  readonly departures: Departures;
  /** Kinds of items that only one of the tasks can see; without it, the usual ones. */
  readonly unseen?: readonly string[];
  readonly prepare?: (stage: Stage, cast: Cast) => Promise<void>;
  readonly tasks: (stage: Stage, cast: Cast, said: Set<string>) => readonly Task[];
  readonly judge: (stage: Stage, cast: Cast, said: ReadonlySet<string>) => Promise<string | undefined>;
}

/** A refusal is an answer, too; everything else is a fault. */
async function answered(call: () => Promise<unknown>, said: Set<string>, as: string): Promise<void> {
  try {
    await call();
    said.add(`${as} acknowledged`);
  } catch (error) {
    if (!isProblem(error)) throw error;
    said.add(`${as} refused: ${error.code}`);
  }
}

const caller = (
  stage: Stage,
  said: Set<string>,
  name: string,
  call: (workspace: ReturnType<typeof clerk>) => Promise<unknown>,
): Task => ({
  name,
  body: (gate: Gate) => persistently(() => answered(() => call(clerk(stage, gate)), said, name)),
});

const request = (stage: Stage) => ({
  type: 'access' as const,
  channel: 'post' as const,
  receivedAt: instant(stage.time),
  identifiers: [{ kind: 'name' as const, value: 'the same person' }],
});

const opened = (stage: Stage) =>
  stage.kind('REQ').filter((item) => item.sk === 'CTL' && item['type'] === 'access');

/** The table of scenes. */
export const SCENES: readonly Scene[] = [
  {
    name: 'note about the person while the person is erased',
    departures: { switches: 2, deaths: 0 },
    tasks: (stage, cast, said) => [
      erasing(stage, cast),
      caller(stage, said, 'note', (workspace) =>
        createRecord(workspace, typeOf('note'), { about: cast.ines, text: `${MARK} again` }),
      ),
    ],
    judge: residue,
  },
  {
    name: 'change of the person while the person is erased',
    departures: { switches: 2, deaths: 0 },
    tasks: (stage, cast, said) => [
      erasing(stage, cast),
      caller(stage, said, 'change', (workspace) =>
        changeRecord(workspace, typeOf('contact'), cast.ines, 1, { jobTitle: MARK }, () => true),
      ),
    ],
    judge: residue,
  },
  {
    name: 'somebody else’s text is edited while it is redacted',
    departures: { switches: 2, deaths: 0 },
    tasks: (stage, cast, said) => [
      erasing(stage, cast),
      caller(stage, said, 'edit', (workspace) =>
        changeRecord(workspace, typeOf('note'), cast.mention, 1, { text: `Soon ask ${MARK}` }, () => true),
      ),
    ],
    judge: async (stage, cast, said) => {
      const left = await residue(stage, cast);
      if (left || !said.has('edit acknowledged')) return left;
      const workspace = clerk(stage, { pass: async () => 'go', quiet: async () => undefined });
      const { values } = await readRecord(workspace, typeOf('note'), cast.mention, []);
      return String(values['text']).startsWith('Soon') ? undefined : 'I7: an acknowledged change was lost';
    },
  },
  {
    name: 'record of the person is read while the person is erased',
    departures: { switches: 2, deaths: 0 },
    tasks: (stage, cast, said) => [
      erasing(stage, cast),
      caller(stage, said, 'read', async (workspace) => {
        const { values } = await readRecord(workspace, typeOf('contact'), cast.ines, ['name']);
        const { state } = await load(stage.process({ kind: 'system', id: 'clock' }), cast.request);
        if (state === 'done' && String(values['name']).includes(MARK)) said.add('read after the end');
      }),
    ],
    judge: async (stage, cast, said) =>
      said.has('read after the end')
        ? 'I2: an answer held the person after the erasure'
        : residue(stage, cast),
  },
  {
    name: 'old file is imported while the person is erased',
    departures: { switches: 2, deaths: 0 },
    tasks: (stage, cast, said) => [
      erasing(stage, cast),
      caller(stage, said, 'import', (workspace) =>
        importBatch(
          {
            workspace,
            job: newId(stage.random),
            dryRun: false,
            types: new Set(['contact']),
            isSuppressed,
            made: new Set(),
          },
          [
            {
              row: 1,
              position: 0,
              type: 'contact',
              externalId: 'OLD-1',
              body: { name: `Ines ${MARK}`, email: `ines.${MARK}@example.org` },
              references: [],
              violations: [],
            },
          ],
        ),
      ),
    ],
    judge: residue,
  },
  {
    name: 'erasure whose turns die',
    departures: { switches: 0, deaths: 1 },
    tasks: (stage, cast) => [erasing(stage, cast)],
    judge: residue,
  },
  {
    name: 'erasure that is carried out twice at the same time',
    departures: { switches: 1, deaths: 0 },
    tasks: (stage, cast) => [
      erasing(stage, cast),
      {
        name: 'second run',
        body: async (gate) =>
          void (await workflow(stage, { request: cast.request, step: 'freeze', attempt: 2 }, gate)),
      },
    ],
    judge: residue,
  },
  {
    name: 'call that is made twice with the same key',
    departures: { switches: 3, deaths: 1 },
    tasks: (stage, cast, said) =>
      ['first', 'second'].map((name) => ({
        name,
        body: (gate: Gate) =>
          persistently(async () => {
            const workspace = clerk(stage, gate);
            const call = { scope: ['somebody', 'POST /v1/notes'], key: 'the same key', request: {} };
            await answered(
              async () => {
                const begun = await beginIdempotent(workspace, call);
                if ('answer' in begun) return;
                const body = { about: cast.tomas, text: 'once' };
                await createRecord(workspace, typeOf('note'), body, {
                  alongside: async ({ id }) => [await answerWrite(workspace, begun.claim, { id })],
                });
              },
              said,
              name,
            );
            // A lease that has ended lets the next call begin anew.
            stage.time += 61_000;
          }),
      })),
    judge: async (stage) => {
      const made = stage.kind('SUB').filter((item) => item['type'] === 'note' && item['version'] === 1);
      // One note about the person, one of another who names the person, and the one of this call at most.
      return made.length > 3 ? 'I7: a call took effect twice' : undefined;
    },
  },
  {
    name: 'mail that is delivered to two senders',
    departures: { switches: 3, deaths: 1 },
    prepare: async (stage, cast) => {
      const workspace = stage.process({ kind: 'system', id: 'stage' });
      const { key } = await load(workspace, cast.request);
      const [owner] = await workspace.vault.ownerKeys([key]);
      if (!owner) throw new TypeError('a request has a key');
      const mail = { to: 'somebody@example.org', subject: 'one', text: 'one', html: 'one' };
      await workspace.tables.write(
        mailWrites(workspace, { request: cast.request, key: owner }, 'received', mail),
      );
    },
    tasks: (stage, _, said) =>
      ['stream', 'clock'].map((name) => ({
        name,
        body: (gate: Gate) =>
          persistently(async () => {
            const workspace = clerk(stage, gate);
            const [item] = stage.kind('OUT');
            if (!item) return;
            try {
              await sendMail(workspace, { table: 'data', pk: item.pk, sk: item.sk }, async () => {
                const fate = await gate.pass('hands the mail over');
                said.add(said.has('sent') ? 'sent twice' : 'sent');
                return fate === 'go' ? 'sent' : 'unknown';
              });
            } catch (error) {
              // Its end was noted by another one, who took it for abandoned.
              if (!isWriteRefusal(error)) throw error;
            }
          }),
      })),
    judge: async (_, __, said) => (said.has('sent twice') ? 'I6: a mail was sent twice' : undefined),
  },
  {
    name: 'same request that arrives twice',
    departures: { switches: 3, deaths: 0 },
    unseen: ['TEN'],
    tasks: (stage, _, said) =>
      ['first', 'second'].map((name) =>
        caller(stage, said, name, (workspace) => openRequest(workspace, request(stage))),
      ),
    judge: async (stage) =>
      opened(stage).length === 1 ? undefined : `DSR-07: ${opened(stage).length} requests are open for one`,
  },
  {
    name: 'request that arrives as the one before it is closed',
    departures: { switches: 2, deaths: 0 },
    unseen: ['TEN'],
    prepare: async (stage) => {
      await openRequest(stage.process({ kind: 'human', id: newId(stage.random) }), request(stage));
    },
    tasks: (stage, _, said) => [
      caller(stage, said, 'close', (workspace) =>
        step(workspace, (opened(stage)[0]?.['id'] ?? '') as never, 'cancel'),
      ),
      caller(stage, said, 'open', async (workspace) => {
        const { request: found, duplicate } = await openRequest(workspace, request(stage));
        if (duplicate) said.add(`joined ${found.id}`);
      }),
    ],
    judge: async (stage) => {
      for (const item of opened(stage)) {
        const history = stage.kind('REQ').filter(({ pk, sk }) => pk === item.pk && sk.startsWith('HIS#'));
        const told = stage.history.filter(({ pk, sk }) => pk === item.pk && sk.startsWith('HIS#'));
        const late =
          told.findIndex((line) => line['again'] === true) >
          told.findIndex((line) => line['to'] === 'cancelled');
        const closed = isClosed({ state: item['state'] as never });
        if (closed && late && history.length > 0 && told.some((line) => line['again'] === true))
          return 'DSR-07: a letter was joined to a request that was closed before';
      }
      return undefined;
    },
  },
  {
    name: 'restriction that is set while a change is prepared',
    departures: { switches: 3, deaths: 0 },
    tasks: (stage, cast, said) => [
      caller(stage, said, 'change', (workspace) =>
        changeRecord(workspace, typeOf('contact'), cast.ines, 1, { jobTitle: MARK }, () => true),
      ),
      caller(stage, said, 'restrict', async (workspace) => {
        for (;;) {
          const [item] = await workspace.tables.get([workspace.keys.subject(cast.person)]);
          const restriction = {
            id: newId(stage.random),
            ground: 'accuracy',
            purposes: 'all',
            records: 'all',
            since: instant(stage.time),
          } as const;
          const write = restrictWrite(workspace, cast.person, controlFrom(item), restriction);
          const event = { action: 'person.restrict', subject: cast.person, target: cast.person } as const;
          try {
            return await workspace.tables.write([write, eventWrite(workspace, event)]);
          } catch (error) {
            if (!isWriteRefusal(error)) throw error;
          }
        }
      }),
    ],
    judge: async (_, __, said) =>
      said.has('restrict acknowledged') ? undefined : 'Art. 18: a restriction was not set',
  },
];
