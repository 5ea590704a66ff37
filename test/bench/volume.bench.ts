import { contact } from '../../shared/catalogue/types/contact.ts';
import type { Id, SubjectId } from '../../shared/kernel/ids.ts';
import { newId } from '../../shared/kernel/ids.ts';
import { createRecord } from '../../shared/records/create-record.ts';
import { requestFor, turn } from '../unit/exports/access.ts';
import { begin, carryOut, openScene, type Scene } from '../unit/imports/scene.ts';
import { tell } from './figures.ts';
import { watched } from './timing.ts';

const LARGE = Number(process.env['BENCH_ROWS'] ?? 2_000);
const SMALL = Math.min(1_000, LARGE);

const MAPPING = {
  records: [
    {
      type: 'note',
      externalId: { column: 'number' },
      fields: { text: { column: 'text' } },
      references: { about: { type: 'contact', externalId: { column: 'contact' } } },
    },
  ],
};

/** What was done with so many rows: most live memory (MiB), its growth, and seconds. */
interface Measured {
  readonly subject: SubjectId;
  readonly peak: number;
  readonly growth: number;
  readonly seconds: number;
}

/** Uploads notes about one new person; the import is not yet carried out. */
async function uploaded(
  scene: Scene,
  rows: number,
): Promise<{ readonly subject: SubjectId; readonly job: Id }> {
  const externalId = newId();
  const made = await createRecord(scene.workspace, contact, { name: 'Ines Albrecht', externalId });
  const line = (row: number) => `${externalId}-${row},${externalId},Call number ${row}`;
  const main = ['number,contact,text', ...Array.from({ length: rows }, (_, row) => line(row)), ''].join('\n');
  const job = await begin(scene, { mapping: MAPPING, files: { main } });
  return { subject: made.subject as SubjectId, job };
}

async function imported(scene: Scene, rows: number): Promise<Measured> {
  const { subject, job } = await uploaded(scene, rows);
  const begun = performance.now();
  const { value, ...memory } = await watched(() => carryOut(scene, job));
  if (value.progress.created !== rows) throw new Error(`${value.state}: ${JSON.stringify(value.progress)}`);
  return { subject, ...memory, seconds: (performance.now() - begun) / 1000 };
}

async function exported(scene: Scene, subject: SubjectId): Promise<Measured> {
  const request = await requestFor(scene.workspace, subject);
  const begun = performance.now();
  const { value, ...memory } = await watched(() => turn(scene, request));
  if (value.next !== 'done') throw new Error(`the export ended ${value.next}`);
  return { subject, ...memory, seconds: (performance.now() - begun) / 1000 };
}

function describe(what: string, small: Measured, large: Measured): void {
  tell({ figure: `${what} of ${SMALL}: live memory at its peak`, measured: small.peak, unit: 'MiB' });
  tell({ figure: `${what} of ${LARGE}: live memory at its peak`, measured: large.peak, unit: 'MiB' });
  tell({ figure: `${what} of ${LARGE}: records a second`, measured: LARGE / large.seconds, unit: '/s' });
}

const scene = await openScene();
// Everything is loaded and compiled once before anything is measured.
await exported(scene, (await imported(scene, SMALL)).subject);
const few = await imported(scene, SMALL);
const many = await imported(scene, LARGE);
describe('import', few, many);
// A peak is the highest of ever more looks, the longer something takes; what may not be is growth.
const flat = `import of ${LARGE}: memory of the last quarter ÷ of the first`;
tell({ figure: flat, measured: many.growth, unit: '×', budget: 1.2 });
const [little, much] = [await exported(scene, few.subject), await exported(scene, many.subject)];
describe('export', little, much);
const ratio = `export, ${LARGE} ÷ ${SMALL}: peak memory`;
tell({ figure: ratio, measured: much.peak / little.peak, unit: '×', budget: 1.2 });
await scene.stop();
process.exit(0);
