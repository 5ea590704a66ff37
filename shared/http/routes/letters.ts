import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import { EXTENSION_REASONS } from '../../rights/deadlines/extension.ts';
import { previewLetters, type Intended } from '../../rights/desk/preview.ts';
import { OUTCOMES } from '../../rights/letters/concluded.ts';
import { LANGUAGES } from '../../rights/letters/content.ts';
import { ASKED_FOR } from '../../rights/letters/please-specify.ts';
import { FINDINGS, type Finding } from '../../rights/decisions/findings.ts';
import { REFUSAL_REASONS } from '../../rights/letters/refusal-reasons.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { pathId, requestId } from './request-shapes.ts';

/** What became of a letter: it is proven by its digest and the id of its dispatch when its text is gone. */
export const letterOutput = z.object({
  id: requestId,
  at: z.string(),
  template: z.string(),
  state: z.string(),
  by: z.enum(['email', 'post']).optional(),
  digest: z.string().optional(),
  endedAt: z.string().optional(),
  messageId: z.string().optional(),
});

const language = z.enum(LANGUAGES).optional();
const names = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.array(z.enum(Object.keys(table) as [Name, ...Name[]])).min(1);

const intended = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('refused'),
    reasons: names(REFUSAL_REASONS),
    explanation: text(2000).optional(),
    finding: z.enum(Object.keys(FINDINGS) as [Finding, ...Finding[]]).optional(),
    language,
  }),
  z.strictObject({ outcome: z.literal('extended'), reasons: names(EXTENSION_REASONS), language }),
  z.strictObject({
    outcome: z.literal('please-specify'),
    asks: z.array(z.enum(ASKED_FOR)).min(1).max(2),
    language,
  }),
  z.strictObject({
    outcome: z.literal('concluded'),
    conclusion: z.enum([...OUTCOMES.review, ...OUTCOMES.complaint]),
    explanation: text(2000),
    language,
  }),
  z.strictObject({
    outcome: z.enum([
      'done',
      'released',
      'nothing-found',
      'not-identifiable',
      'expired',
      'cancelled',
      'lifting',
    ]),
    language,
  }),
]);

/** Letters before they are sent. */
export const LETTER_ROUTES: readonly Route<'tenant', RequestServices>[] = [
  {
    audience: 'tenant',
    function: 'rights',
    processing: 'rights',
    method: 'POST',
    path: '/v1/requests/{id}/letters/preview',
    permission: 'request:decide',
    summary: 'The letters that an outcome would bring, as they would be sent; nothing is stored',
    params: pathId,
    body: intended,
    output: z.object({
      items: z.array(
        z.object({
          template: z.string(),
          by: z.enum(['email', 'post']),
          subject: z.string(),
          text: z.string(),
        }),
      ),
    }),
    use: async ({ publicUrl }, { workspace }, { path, body }) => ({
      status: 200,
      body: { items: await previewLetters(workspace, path.id, body as Intended, publicUrl) },
    }),
  },
];
