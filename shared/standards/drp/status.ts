import type { Workspace } from '../../store/workspace.ts';
import type { RefusalReason } from '../../rights/letters/refusal-reasons.ts';
import { REQUEST_STATES, isClosed, type RequestState } from '../../rights/life-cycle.ts';
import { parts } from '../../rights/stored.ts';
import type { Followed } from '../exchange.ts';
import { expectedAt } from '../expected.ts';

/** States of the protocol (section 3.02). */
export const DRP_STATES = ['open', 'in_progress', 'fulfilled', 'revoked', 'denied', 'expired'] as const;
/** Why a request is denied. */
export const DENIALS = [
  'suspected_fraud',
  'insuf_verification',
  'no_match',
  'claim_not_covered',
  'outside_jurisdiction',
  'too_many_requests',
  'other',
] as const;
type Denial = (typeof DENIALS)[number];
type Told = readonly [state: (typeof DRP_STATES)[number], reason?: Denial];

/** How each state is told. That nobody answered a question about who asks is a failed verification. */
const TOLD: Readonly<Record<RequestState, Told>> = {
  received: ['open'],
  'please-specify': ['in_progress'],
  verifying: ['in_progress'],
  verified: ['in_progress'],
  preparing: ['in_progress'],
  review: ['in_progress'],
  blocked: ['in_progress'],
  approved: ['in_progress'],
  executing: ['in_progress'],
  released: ['in_progress'],
  'partly-done': ['in_progress'],
  failed: ['in_progress'],
  lifting: ['in_progress'],
  done: ['fulfilled'],
  refused: ['denied', 'other'],
  'nothing-found': ['denied', 'no_match'],
  'not-identifiable': ['denied', 'insuf_verification'],
  expired: ['denied', 'insuf_verification'],
  cancelled: ['revoked'],
};

/** Reasons of a refusal that the protocol has a word for. */
const DENIED_FOR: Readonly<Partial<Record<RefusalReason, Denial>>> = {
  'not-identified': 'insuf_verification',
  excessive: 'too_many_requests',
  'no-ground': 'claim_not_covered',
  'not-portable': 'claim_not_covered',
  'legal-obligation': 'claim_not_covered',
  'legal-claims': 'claim_not_covered',
};

async function toldOf(workspace: Workspace, { exchange, request }: Followed): Promise<Told> {
  if (exchange.withdrawnAt) return ['revoked'];
  if (request.state !== 'refused') return TOLD[request.state];
  const refused = (await parts(workspace, request.id, 'history')).findLast(({ step }) => step === 'refuse');
  const reasons = ((refused?.['reasons'] as string | undefined)?.split(' ') ?? []) as RefusalReason[];
  return ['denied', reasons.map((reason) => DENIED_FOR[reason]).find((known) => known) ?? 'other'];
}

const EXTENDED = 'The time for the answer was extended; the person was told why.';

/** The status of a request as the protocol tells it (section 3.03). */
export async function statusObject(workspace: Workspace, followed: Followed) {
  const { exchange, request } = followed;
  const { reference, agentRequestId } = exchange.terms;
  const [status, reason] = await toldOf(workspace, followed);
  const extended = request.extension && !isClosed(request);
  return {
    request_id: reference,
    received_at: exchange.receivedAt,
    status,
    ...(reason ? { reason } : {}),
    ...(isClosed(request) ? {} : { expected_by: expectedAt(request) }),
    processing_details: extended ? EXTENDED : REQUEST_STATES[request.state].says,
    ...(agentRequestId ? { agent_request_id: agentRequestId } : {}),
  };
}
/** The status of a request as the protocol tells it. */
export type DrpStatus = Awaited<ReturnType<typeof statusObject>>;
