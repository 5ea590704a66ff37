import * as z from 'zod';
import { text } from '../../catalogue/values.ts';
import type { Id } from '../../kernel/ids.ts';
import { DUTIES, type DutyName } from '../../rights/request/duties.ts';
import { CHANNELS } from '../../rights/request/model.ts';
import { LIFE_CYCLE, REQUEST_STATES, type RequestState, type Step } from '../../rights/request/life-cycle.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';
import { agencyOutput, doubtOutput, evidenceOutput, identificationOutput } from './identity-shapes.ts';

/** The id of a request, or of one of its parts. */
export const requestId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/) as unknown as z.ZodType<Id, Id>;
/** The path of what is done to one request. */
export const pathId = z.strictObject({ id: requestId });
/** A page of a list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(4096).optional(),
});

/** What somebody is known by, as the person gave it. */
export const identifier = z.strictObject({
  kind: z.enum(['email', 'phone', 'name', 'externalId']),
  value: text(254),
});

const instant = z.iso.datetime();
const date = z.iso.date();
const principal = z.string();

/** A request as members see it: states, clocks and ids. */
export const requestOutput = z.object({
  id: requestId,
  type: z.enum(REQUEST_TYPES),
  state: z.enum(Object.keys(REQUEST_STATES) as [RequestState, ...RequestState[]]),
  says: z.string(),
  version: z.int(),
  channel: z.enum([...CHANNELS, 'internal']),
  duty: z
    .object({ name: z.enum(Object.keys(DUTIES) as [DutyName, ...DutyName[]]), reviewUntil: instant })
    .optional(),
  receivedAt: instant,
  createdAt: instant,
  openedBy: principal,
  calendar: z.string(),
  timeZone: z.string().optional(),
  language: z.string(),
  dueByLaw: date,
  dueByPromise: date,
  clocks: z.object({
    receivedOn: date,
    law: date,
    lawUnsuspended: date,
    promise: date,
    refusal: date,
    refusalUnsuspended: date,
    earliest: date,
    alerts: z.array(z.object({ percent: z.number(), on: date })),
    clockStopped: z.boolean(),
  }),
  suspensions: z.array(
    z.object({
      askedAt: instant,
      answeredAt: instant.optional(),
      about: z.enum(['identity', 'scope', 'fee']).optional(),
    }),
  ),
  extension: z.object({ toldAt: instant, reasons: z.array(z.string()) }).optional(),
  subject: requestId.optional(),
  candidates: z.array(requestId),
  identification: identificationOutput.optional(),
  doubt: doubtOutput.optional(),
  evidence: evidenceOutput.optional(),
  agent: agencyOutput.optional(),
  attempt: z.int(),
  marketing: z.boolean().optional(),
  fee: z
    .object({
      amount: z.int(),
      currency: z.string(),
      costs: z.array(z.string()),
      askedAt: instant,
      settled: z.enum(['paid', 'waived']).optional(),
    })
    .optional(),
  transfer: z
    .object({
      recipient: requestId,
      wishedAt: instant,
      state: z.enum(['wished', 'made', 'refused']),
      reason: z.string().optional(),
    })
    .optional(),
  askedAt: instant.optional(),
  lifted: z.boolean().optional(),
  blocked: z.object({ by: z.string(), until: date.optional() }).optional(),
  outcome: z.string().optional(),
  tasksLeft: z.array(requestId).optional(),
  movedAt: instant.optional(),
  restarts: z.int().optional(),
  nextTryAt: instant.optional(),
  assignee: principal.optional(),
  deputy: principal.optional(),
  reopened: z.array(z.object({ receivedAt: instant, dueByLaw: date, closedAt: instant })).optional(),
  decidedBy: principal.optional(),
  decidedAt: instant.optional(),
  stopUntil: instant.optional(),
  executedAt: instant.optional(),
  issuedAt: instant.optional(),
  closedAt: instant.optional(),
  keyEndedAt: instant.optional(),
  recordUntil: instant
    .optional()
    .meta({ description: 'When the record of a closed request ends, unless a hold or a complaint needs it' }),
  /** Steps that the life-cycle has from here. */
  steps: z.array(z.enum([...new Set(LIFE_CYCLE.map(({ step }) => step))] as [Step, ...Step[]])),
});

/** A thing of a plan, with what is done to it and why. */
export const planItemOutput = z.object({
  id: requestId,
  of: z.enum(['record', 'mention', 'file', 'proof']),
  target: z.string(),
  type: z.string(),
  act: z.enum(['erase', 'anonymise', 'keep', 'unlink', 'redact']),
  ground: z.string(),
  version: z.int(),
  keep: z
    .object({ statute: z.string(), country: z.string(), until: date, fields: z.array(z.string()) })
    .optional(),
  held: z.array(z.object({ hold: requestId, ground: z.string() })).optional(),
  needsReview: z.boolean().optional(),
  done: z.string().optional(),
});

/** What the independent sweep found to be left of a person: where, and a digest that says which thing to whom knows it. */
export const sweepOutput = z.object({
  at: instant,
  left: z.array(z.object({ store: z.string(), digest: z.string() })),
  more: z.int(),
});
