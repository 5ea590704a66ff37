import * as z from 'zod';
import { country, date, text } from '../../catalogue/values.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { askToSpecify, cancel, extendRequest, findNothing, refuse } from '../../rights/decisions/answer.ts';
import { block, cannotIdentify, conclude, unblock } from '../../rights/decisions/outcomes.ts';
import { OUTCOMES } from '../../rights/letters/concluded.ts';
import { FINDINGS, type Finding } from '../../rights/decisions/findings.ts';
import { announceLifting, lift } from '../../rights/decisions/lift.ts';
import { approveCallBack, recordCallBack } from '../../rights/identity/call-back.ts';
import { challenge } from '../../rights/identity/challenges.ts';
import { choosePerson } from '../../rights/opening/choose-person.ts';
import { approve, prepare, retry, stop } from '../../rights/decisions/decide.ts';
import { EXTENSION_REASONS } from '../../rights/deadlines/extension.ts';
import { ASKED_FOR } from '../../rights/letters/please-specify.ts';
import { HAND_OVERS } from '../../rights/letters/released.ts';
import { REFUSAL_REASONS } from '../../rights/letters/refusal-reasons.ts';
import { BLOCKERS } from '../../rights/request/model.ts';
import { changePlanItem, listPlan } from '../../rights/decisions/plan-items.ts';
import { confirmFetched, handOver, release } from '../../rights/decisions/release.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { requestAnswer, stepRoute, type StepRow } from './request-step.ts';
import { pageQuery, pathId, planItemOutput, requestId, requestOutput } from './request-shapes.ts';

type Row = Route<'tenant', RequestServices>;
const served = { audience: 'tenant', function: 'rights', processing: 'rights' } as const;

const reasonsOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.array(z.enum(Object.keys(table) as [Name, ...Name[]])).min(1);

/** Steps that are a verb under the request: name, who may, what it says, body, what it does. */
const STEPS: readonly StepRow[] = [
  {
    verb: 'please-specify',
    permission: 'request:decide',
    summary: 'Asks the person who or what is meant',
    body: z.strictObject({ asks: z.array(z.enum(ASKED_FOR)).min(1).max(2) }),
    act: (workspace, id, _, { asks }) => askToSpecify(workspace, id, asks),
  },
  {
    verb: 'challenge',
    permission: 'request:change',
    summary: 'Sends a link to the mailbox that was on file before the request',
    body: z.strictObject({ via: z.literal('email') }),
    act: (workspace, id, { publicUrl }) => challenge(workspace, id, publicUrl),
  },
  {
    verb: 'call-back',
    permission: 'request:change',
    summary: 'Records a call to a number that was on file before the request',
    body: z.strictObject({ noted: text(500) }),
    act: (workspace, id, _, { noted }) => recordCallBack(workspace, id, noted),
  },
  {
    verb: 'call-back/approve',
    permission: 'request:change',
    summary: 'Approves a recorded call-back; a second person has to',
    act: (workspace, id) => approveCallBack(workspace, id),
  },
  {
    verb: 'prepare',
    permission: 'request:decide',
    summary: 'Lets the package or the plan be made',
    act: (workspace, id, { start }) => prepare(workspace, id, start),
  },
  {
    verb: 'approve',
    permission: 'request:decide',
    summary:
      'Approves a plan; an erasure can be stopped until its stop window ends, other acts are done at once',
    act: (workspace, id, { stopWindowSeconds, publicUrl }) =>
      approve(workspace, id, stopWindowSeconds, publicUrl),
  },
  {
    verb: 'stop',
    permission: 'request:decide',
    summary: 'Stops an approved erasure within the stop window',
    act: (workspace, id) => stop(workspace, id),
  },
  {
    verb: 'retry',
    permission: 'request:decide',
    summary: 'Tries again what failed or was done in part',
    act: (workspace, id, { start, publicUrl }) => retry(workspace, id, start, publicUrl),
  },
  {
    verb: 'release',
    permission: 'request:decide',
    summary: 'Releases a package to the mailbox on file',
    act: (workspace, id, { publicUrl }) => release(workspace, id, publicUrl),
  },
  {
    verb: 'fetched',
    permission: 'request:decide',
    summary: 'Confirms that the package was fetched or handed over',
    act: (workspace, id) => confirmFetched(workspace, id),
  },
  {
    verb: 'refuse',
    permission: 'request:decide',
    summary: 'Refuses with reasons; the letter names authority and court',
    body: z.strictObject({
      reasons: reasonsOf(REFUSAL_REASONS),
      explanation: text(2000).optional(),
      finding: z.enum(Object.keys(FINDINGS) as [Finding, ...Finding[]]).optional(),
    }),
    act: (workspace, id, _, { reasons, explanation, finding }) =>
      refuse(workspace, id, reasons, explanation, finding),
  },
  {
    verb: 'extend',
    permission: 'request:decide',
    summary: 'Extends the time by two months, told within the first',
    body: z.strictObject({ reasons: reasonsOf(EXTENSION_REASONS) }),
    act: (workspace, id, _, { reasons }) => extendRequest(workspace, id, reasons),
  },
  {
    verb: 'nothing-found',
    permission: 'request:decide',
    summary: 'Answers that nothing is held about the person',
    act: (workspace, id) => findNothing(workspace, id),
  },
  {
    verb: 'cannot-identify',
    permission: 'request:decide',
    summary: 'Answers that the data cannot be told to be this person’s (Art. 11)',
    act: (workspace, id) => cannotIdentify(workspace, id),
  },
  {
    verb: 'conclude',
    permission: 'request:decide',
    summary: 'Tells what a person decided about an automated decision or a complaint',
    body: z.strictObject({
      outcome: z.enum([...OUTCOMES.review, ...OUTCOMES.complaint]),
      explanation: text(2000),
    }),
    act: (workspace, id, _, { outcome, explanation }) => conclude(workspace, id, outcome, explanation),
  },
  {
    verb: 'block',
    permission: 'request:decide',
    summary: 'Notes what a request waits for; its clocks go on',
    body: z.strictObject({
      by: z.enum(Object.keys(BLOCKERS) as [keyof typeof BLOCKERS, ...(keyof typeof BLOCKERS)[]]),
      until: date.optional(),
    }),
    act: (workspace, id, _, { by, until }) => block(workspace, id, by, until),
  },
  {
    verb: 'unblock',
    permission: 'request:decide',
    summary: 'Goes on with a request that waited',
    act: (workspace, id) => unblock(workspace, id),
  },
  {
    verb: 'announce-lifting',
    permission: 'request:decide',
    summary: 'Tells the person that the restriction will be lifted (Art. 18(3))',
    act: (workspace, id) => announceLifting(workspace, id),
  },
  {
    verb: 'lift',
    permission: 'request:decide',
    summary: 'Lifts what a request restricted, once the person has been told',
    act: (workspace, id, { publicUrl }) => lift(workspace, id, publicUrl),
  },
  {
    verb: 'cancel',
    permission: 'request:decide',
    summary: 'Closes a request that the person has withdrawn',
    act: (workspace, id) => cancel(workspace, id),
  },
];

/** Identification and decisions. */
export const DECISION_ROUTES: readonly Row[] = [
  {
    ...served,
    method: 'PUT',
    path: '/v1/requests/{id}/person',
    permission: 'request:change',
    summary: 'Says which person a request is about',
    params: pathId,
    body: z.strictObject({ person: requestId }),
    output: requestOutput,
    use: async (_, { workspace }, { path, body }) =>
      requestAnswer(await choosePerson(workspace, path.id, body.person as SubjectId)),
  },
  ...STEPS.map(stepRoute),
  {
    ...served,
    method: 'POST',
    path: '/v1/requests/{id}/hand-over',
    permission: 'request:decide',
    summary: 'Gives the package to the officer, for a person without a mailbox on file',
    params: pathId,
    body: z.strictObject({ by: z.enum(HAND_OVERS) }),
    output: z.object({ url: z.string(), expiresAt: z.iso.datetime() }),
    use: async ({ issuePackageUrl }, { workspace }, { path, body }) => ({
      status: 200,
      body: await handOver(workspace, path.id, body.by, issuePackageUrl),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/plan',
    permission: 'request:read',
    summary: 'What an erasure will do with each thing, and why',
    params: pathId,
    query: pageQuery,
    output: z.object({ items: z.array(planItemOutput), cursor: z.string().optional() }),
    use: async (_, { workspace }, { path, query }) => ({
      status: 200,
      body: await listPlan(workspace, path.id, query),
    }),
  },
  {
    ...served,
    method: 'PATCH',
    path: '/v1/requests/{id}/plan/{item}',
    permission: 'request:decide',
    summary: 'Decides about one thing of a plan, within the law',
    params: pathId.extend({ item: requestId }),
    body: z.strictObject({
      act: z.enum(['erase', 'anonymise', 'keep', 'unlink', 'redact']),
      ground: z.enum(['legal-obligation', 'legal-claims']).optional(),
      statute: text(200).optional(),
      country: country.optional(),
      until: date.optional(),
    }),
    output: planItemOutput,
    conditional: true,
    idempotency: 'optional',
    use: async (_, { workspace }, { path, body, ifMatch }) => {
      const item = await changePlanItem(workspace, path.id, path.item as Id, ifMatch ?? 0, body);
      return { status: 200, body: item, version: item.version };
    },
  },
];
