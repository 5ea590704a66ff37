import { eventWrite } from '../../../shared/audit/record-event.ts';
import { newId, type Id } from '../../../shared/kernel/ids.ts';
import { MINUTE, instant } from '../../../shared/kernel/time.ts';
import { mailWrites } from '../../../shared/mail/outbox.ts';
import { sendMail } from '../../../shared/mail/send-mail.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { attend } from '../../../shared/rights/desk/attend.ts';
import { isClosed } from '../../../shared/rights/request/life-cycle.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import { reopen } from '../../../shared/rights/opening/reopen.ts';
import { load, step } from '../../../shared/rights/steps/store.ts';
import { answerWrite, beginIdempotent, completeIdempotent } from '../../../shared/store/idempotency.ts';
import { isWriteRefusal } from '../../../shared/store/write-refusal.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictWrite } from '../../../shared/subjects/restrictions.ts';
import { answered, caller, type Scene } from './caller.ts';
import { MARK, clerk, persistently, typeOf } from './scene.ts';
import type { Gate } from './schedule.ts';
import type { Stage } from './stage.ts';

const request = (stage: Stage) => ({
  type: 'access' as const,
  channel: 'post' as const,
  receivedAt: instant(stage.time),
  identifiers: [{ kind: 'name' as const, value: 'the same person' }],
});

const opened = (stage: Stage) =>
  stage.kind('REQ').filter((item) => item.sk === 'CTL' && item['type'] === 'access');

/** Scenes in which calls, mails, requests and decisions meet each other. */
export const CALL_SCENES: readonly Scene[] = [
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
    name: 'step that is called twice with the same key while the workflow ends what it began',
    departures: { switches: 2, deaths: 1 },
    unseen: ['TEN'],
    prepare: async (stage) => {
      const workspace = stage.process({ kind: 'human', id: newId(stage.random) });
      const { request: made } = await openRequest(workspace, request(stage));
      await step(workspace, made.id, 'identify');
    },
    tasks: (stage, _, said) => {
      const id = (opened(stage)[0]?.['id'] ?? '') as Id;
      const call = {
        scope: ['somebody', 'POST /v1/requests/{id}/prepare'],
        key: 'the same key',
        request: id,
      };
      const prepare = (name: string) => ({
        name,
        body: (gate: Gate) =>
          persistently(async () => {
            const workspace = clerk(stage, gate);
            await answered(
              async () => {
                const begun = await beginIdempotent(workspace, call);
                if ('answer' in begun || begun.claim.tookEffect) return;
                await step({ ...workspace, claim: begun.claim }, id, 'prepare');
                await completeIdempotent(workspace, begun.claim, {});
              },
              said,
              name,
            );
            stage.time += 61_000;
          }),
      });
      const ended = caller(stage, said, 'workflow', (workspace) => step(workspace, id, 'prepared'));
      return [prepare('first'), ended, prepare('second')];
    },
    judge: async (stage) => {
      const { pk } = opened(stage)[0] ?? {};
      const steps = stage.kind('REQ').filter((item) => item.pk === pk && item['step'] === 'prepare');
      return steps.length > 1 ? 'I7: a step under one key was taken twice' : undefined;
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
    name: 'closed request that is taken up again while the clock attends to it twice',
    departures: { switches: 2, deaths: 0 },
    unseen: ['TEN'],
    prepare: async (stage) => {
      const workspace = stage.process({ kind: 'human', id: newId(stage.random) });
      const { request: first } = await openRequest(workspace, request(stage));
      await step(workspace, first.id, 'cancel');
      for (const item of stage.kind('REQ').filter(({ sk }) => sk.startsWith('MAI#')))
        stage.tables.items.set(`data|${item.pk}|${item.sk}`, { ...item, state: 'sent' });
      stage.time += 10 * MINUTE;
    },
    tasks: (stage, _, said) => {
      const id = (opened(stage)[0]?.['id'] ?? '') as Id;
      const clock = (name: string) =>
        caller(stage, said, name, (workspace) =>
          attend(
            { workspace, eraser: () => ({ ...workspace, eraser: true }), start: async () => undefined },
            id,
          ),
        );
      const { identifiers } = request(stage);
      return [
        clock('one tick'),
        clock('another tick'),
        caller(stage, said, 'reopen', (workspace) =>
          reopen(workspace, id, { identifiers, receivedAt: instant(stage.time) }),
        ),
      ];
    },
    judge: async (stage, _, said) => {
      const [item] = opened(stage);
      if (!said.has('reopen acknowledged')) return undefined;
      return item?.['content'] && !item['keyEndedAt']
        ? undefined
        : 'I7: what was said when a request was taken up again was lost';
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
