import type { Id } from '../../../shared/kernel/ids.ts';
import { DAY, day } from '../../../shared/kernel/time.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { decideHold } from '../../../shared/rights/desk/holds/decide-hold.ts';
import { requestHold } from '../../../shared/rights/desk/holds/place-hold.ts';
import { answered, type Scene } from './caller.ts';
import { MARK, clerk, erasing, persistently, residue, typeOf } from './scene.ts';
import type { Gate } from './schedule.ts';

const SECOND = { kind: 'human', id: 'SECOND00000000000000000000' } as const;

/** Nothing waits for its turn any more. */
const UNGATED: Gate = { pass: async () => 'go', quiet: async () => undefined };

/** Scenes in which a hold meets an erasure. */
export const HOLD_SCENES: readonly Scene[] = [
  {
    name: 'hold on a text that names the person comes as the erasure begins',
    departures: { switches: 2, deaths: 0 },
    unseen: ['TEN', 'TRL', 'SWP'],
    prepare: async (stage, { person, mention }) => {
      await requestHold(clerk(stage, UNGATED), {
        person,
        records: [mention],
        reason: 'claim',
        note: 'Evidence',
        reviewOn: day(stage.time + 90 * DAY),
      });
    },
    tasks: (stage, cast, said) => {
      const id = stage.kind('HLD')[0]?.['id'] as Id;
      const place = (gate: Gate) =>
        answered(
          () => decideHold(stage.process(SECOND, gate), id, 'approve', async () => undefined),
          said,
          'hold',
        );
      return [erasing(stage, cast), { name: 'hold', body: (gate) => persistently(() => place(gate)) }];
    },
    judge: async (stage, cast, said) => {
      if (!said.has('hold acknowledged')) return residue(stage, cast);
      const { values } = await readRecord(clerk(stage, UNGATED), typeOf('note'), cast.mention, []);
      const kept = stage.kind('KPT').some((item) => item['hold'] !== undefined);
      const whole = String(values['text']).includes(MARK);
      return kept || whole ? undefined : 'I12: what a hold covers is gone';
    },
  },
];
