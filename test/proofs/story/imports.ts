import { eventually } from './patience.ts';
import { expected, type Step, type Told } from './told.ts';

/** Posts a file with the form that a call has handed out. */
async function upload(form: { url: string; fields: Record<string, string> }, content: string): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.set(name, value);
  body.set('file', new Blob([content]));
  const response = await fetch(form.url, { method: 'POST', body });
  if (!response.ok) throw new Error(`the upload was refused: ${response.status}`);
}

const mapping = {
  records: [
    {
      type: 'product',
      externalId: { template: 'product-{id}' },
      fields: {
        name: { column: 'name' },
        unitPrice: { column: 'price', format: 'decimal-to-minor' },
        currency: { constant: 'EUR' },
      },
    },
  ],
};

/** Prepares an import of a few rows, the last of which is refused; answers its id. */
export async function prepared({ admin }: Told, rows: number): Promise<string> {
  const made = expected(await admin.post('/v1/imports', { format: 'csv', mapping }), 202);
  const { id, uploads } = made.body as { id: string; uploads: Record<string, never> };
  const good = Array.from({ length: rows - 1 }, (_, at) => `${at},Lamp ${at},49.00\n`);
  const content = `id,name,price\n${good.join('')}x,Chair,dear\n`;
  for (const form of Object.values(uploads)) await upload(form, content);
  return id;
}

/** A file becomes records; one row is refused. */
export const IMPORTS: readonly Step[] = [
  {
    step: 'import',
    tell: async (told) => {
      const { admin, stack } = told;
      const id = await prepared(told, 2);
      expected(await admin.post(`/v1/imports/${id}/start`, undefined), 202);
      const job = await eventually(stack, async () => {
        const { body } = expected(await admin.get(`/v1/jobs/${id}`), 200);
        return ['done', 'failed', 'cancelled'].includes(body.state as string) ? body : undefined;
      });
      if (job.state !== 'done' || job.progress.created !== 1) throw new Error(`the job is ${job.state}`);
      const refused = expected(await admin.post(`/v1/imports/${id}/refused/file`, undefined), 200);
      if (!(await fetch(refused.body.url as string)).ok) throw new Error('the refused rows were refused');
    },
  },
];
