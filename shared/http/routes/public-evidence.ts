import * as z from 'zod';
import { isProblem } from '../../kernel/problems.ts';
import {
  beginUpload,
  finishUpload,
  lookAtUpload,
  type EvidenceDoor,
} from '../../rights/public/evidence-door.ts';
import { arrivalPage, uploadFormPage, uploadPage } from '../../rights/public/evidence-page.ts';
import { noUploadPage } from '../../rights/public/pages.ts';
import type { Answer, Route } from '../route.ts';

const served = { audience: 'public', function: 'public', processing: 'rights', bodyLimit: 1024 } as const;
/** Any text: one that is no link is answered like one that leads nowhere. */
const params = z.strictObject({ link: z.string().max(300) });
/** What the bucket adds to the address that it leads back to. */
const added = z.strictObject({
  bucket: z.string().max(100).optional(),
  key: z.string().max(100).optional(),
  etag: z.string().max(100).optional(),
});

/** A page; the one page of every link that takes nothing, or nothing now. */
async function shown(make: () => Promise<Answer>): Promise<Answer> {
  try {
    return await make();
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { status: 200, html: noUploadPage(error.code === 'not-found') };
  }
}

/** How a person sends the document that was asked for, through the link in the letter. */
export const PUBLIC_EVIDENCE_ROUTES: readonly Route<'public', EvidenceDoor>[] = [
  {
    ...served,
    method: 'POST',
    path: '/public/v1/evidence/{link}/form',
    summary: 'A form to post the document with that was asked for: a PDF, JPEG or PNG of at most 10 MiB',
    params,
    body: z.strictObject({}),
    output: z.object({ url: z.string(), fields: z.record(z.string(), z.string()) }),
    use: async (door, _, { path }) => ({
      status: 201,
      body: (await beginUpload(door, path.link, 'program')).form,
    }),
  },
  {
    ...served,
    method: 'POST',
    path: '/public/v1/evidence/{link}/complete',
    summary: 'Seals the posted document for one check, and says what became of it',
    params,
    body: z.strictObject({}),
    output: z.object({ outcome: z.enum(['arrived', 'nothing', 'type']) }),
    use: async (door, _, { path }) => {
      const { outcome } = await finishUpload(door, path.link);
      return { status: 200, body: { outcome } };
    },
  },
  {
    ...served,
    method: 'GET',
    path: '/public/pages/evidence/{link}',
    summary: 'Page: why a document is needed, what may be covered, and when it is destroyed',
    params,
    use: (door, _, { path: { link } }) =>
      shown(async () => {
        const { language } = await lookAtUpload(door, link);
        return { status: 200, html: uploadPage(language, link) };
      }),
  },
  {
    ...served,
    method: 'POST',
    path: '/public/pages/evidence/{link}/form',
    summary: 'Page: the form that the document is sent with',
    params,
    body: z.strictObject({ begin: z.literal('upload') }),
    use: (door, _, { path: { link } }) =>
      shown(async () => {
        const { language, form } = await beginUpload(door, link, 'browser');
        return { status: 200, html: uploadFormPage(language, form), formTo: new URL(form.url).origin };
      }),
  },
  {
    ...served,
    method: 'GET',
    path: '/public/pages/evidence/{link}/sent',
    summary: 'Page: where the bucket leads back to; takes the document, again without effect',
    params,
    query: added,
    use: (door, _, { path: { link } }) =>
      shown(async () => {
        const { language, outcome } = await finishUpload(door, link);
        return { status: 200, html: arrivalPage(language, outcome) };
      }),
  },
];
