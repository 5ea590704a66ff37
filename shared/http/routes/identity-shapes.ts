import * as z from 'zod';
import { ANSWERS_TO, type Agency } from '../../rights/request/agency.ts';
import { DOUBTS, type DoubtReason } from '../../rights/request/doubts.ts';
import { EVIDENCE_STATES } from '../../rights/request/evidence-item.ts';
import { METHODS, type Method } from '../../rights/request/methods.ts';
import { REQUEST_TYPES } from '../../rights/rights.ts';

const instant = z.iso.datetime();
const principal = z.string();

/** Names of a table, as a choice. */
export const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(table) as [Name, ...Name[]]);

const method = namesOf<Method>(METHODS);
const reason = namesOf<DoubtReason>(DOUBTS);

const AGENT_STATES = [
  'claimed',
  'verified',
  'refused',
  'revoked',
] as const satisfies readonly Agency['state'][];

/** How the person was identified. */
export const identificationOutput = z.object({
  method,
  at: instant,
  recordedBy: principal.optional(),
  approvedBy: principal.optional(),
});

/** A doubt that was recorded. */
export const doubtOutput = z.object({ reason, at: instant, by: principal });

/** What became of a document that was asked for. */
export const evidenceOutput = z.object({
  state: z.enum(EVIDENCE_STATES),
  askedAt: instant,
  askedBy: principal,
  until: instant.optional(),
  openedAt: instant.optional(),
  decidedBy: principal.optional(),
  decidedAt: instant.optional(),
  goneAt: instant.optional(),
});

/** Somebody who asks on the person's behalf, without name and contact. */
export const agencyOutput = z.object({
  state: z.enum(AGENT_STATES),
  mandate: z.string(),
  rights: z.array(z.enum(REQUEST_TYPES)),
  until: z.iso.date().optional(),
  answers: z.enum(ANSWERS_TO),
  checkedBy: principal.optional(),
  checkedAt: instant.optional(),
  revokedAt: instant.optional(),
});

/** Who asks, as far as it is known. */
export const identityOutput = z.object({
  sufficient: z.array(z.object({ method, says: z.string() })),
  identification: identificationOutput.optional(),
  doubts: z.array(doubtOutput.extend({ says: z.string(), note: z.string().optional() })),
  evidence: evidenceOutput.optional(),
  agent: agencyOutput
    .extend({
      name: z.string().optional(),
      email: z.string().optional(),
      phone: z.string().optional(),
      reference: z.string().optional(),
      document: z.boolean(),
    })
    .optional(),
});
