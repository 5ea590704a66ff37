import { eventually } from './patience.ts';
import { expected, type Step } from './told.ts';

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

/** A file becomes records; one row is refused. */
export const IMPORTS: readonly Step[] = [
  {
    step: 'import',
    tell: async ({ admin, stack }) => {
      const made = expected(await admin.post('/v1/imports', { format: 'csv', mapping }), 202);
      const { id, uploads } = made.body as { id: string; uploads: Record<string, never> };
      for (const form of Object.values(uploads))
        await upload(form, 'id,name,price\n1,Lamp,49.00\n2,Chair,dear\n');
      expected(await admin.post(`/v1/imports/${id}/start`, undefined), 202);
      const job = await eventually(stack, async () => {
        const { body } = expected(await admin.get(`/v1/jobs/${id}`), 200);
        return ['done', 'failed', 'cancelled'].includes(body.state as string) ? body : undefined;
      });
      if (job.state !== 'done' || job.progress.created !== 1) throw new Error(`the job is ${job.state}`);
    },
  },
];
