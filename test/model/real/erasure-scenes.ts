import { isSuppressed } from '../../../shared/erasure/marks.ts';
import { importBatch } from '../../../shared/imports/import-batch.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { changeRecord } from '../../../shared/records/change-record.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { readRecord } from '../../../shared/records/read-record.ts';
import { load } from '../../../shared/rights/steps/store.ts';
import { caller, type Scene } from './caller.ts';
import { MARK, clerk, erasing, residue, typeOf, workflow } from './scene.ts';

/** Scenes in which somebody meets an erasure. */
export const ERASURE_SCENES: readonly Scene[] = [
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
            made: {},
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
];
