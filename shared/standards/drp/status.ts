import { instant } from '../../kernel/time.ts';
import { EXTENSION_REASONS } from '../../rights/deadlines/extension.ts';
import type { RefusalReason } from '../../rights/letters/refusal-reasons.ts';
import { REQUEST_STATES, type RequestState } from '../../rights/request/life-cycle.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { parts } from '../../rights/request/stored.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { Followed } from '../exchange.ts';
import { expectedAt, isAwaited, isExtended } from '../expected.ts';

/** States of the protocol (section 3.02). */
export const DRP_STATES = ['open', 'in_progress', 'fulfilled', 'revoked', 'denied', 'expired'] as const;
/** Why a request is denied. */
const DENIALS = [
  'suspected_fraud',
  'insuf_verification',
  'no_match',
  'claim_not_covered',
  'outside_jurisdiction',
  'too_many_requests',
  'other',
] as const;
/** Why a request is in its state. */
export const DRP_REASONS = ['need_user_verification', ...DENIALS] as const;
type Denial = (typeof DENIALS)[number];
type Told = readonly [state: (typeof DRP_STATES)[number], reason?: (typeof DRP_REASONS)[number]];

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

/** True while the person has been written to and nothing has come back: a code, or a document that was asked for. */
async function awaitsPerson(workspace: Workspace, request: RequestItem): Promise<boolean> {
  if (request.state !== 'verifying') return false;
  if (request.evidence?.state === 'asked') return true;
  const sent = await parts(workspace, request.id, 'challenge');
  const now = instant(workspace.now());
  return sent.some(
    ({ purpose, state, expiresAt }) =>
      purpose === 'verify' && state === 'open' && (expiresAt as string) > now,
  );
}

async function toldOf(workspace: Workspace, { exchange, request }: Followed): Promise<Told> {
  if (exchange.withdrawnAt) return ['revoked'];
  if (await awaitsPerson(workspace, request)) return ['in_progress', 'need_user_verification'];
  if (request.state !== 'refused') return TOLD[request.state];
  const refused = (await parts(workspace, request.id, 'history')).findLast(({ step }) => step === 'refuse');
  const reasons = ((refused?.['reasons'] as string | undefined)?.split(' ') ?? []) as RefusalReason[];
  return ['denied', reasons.map((reason) => DENIED_FOR[reason]).find((known) => known) ?? 'other'];
}

/** What is said of the state besides; of an extension the reason (section 3.08), to an agent that revoked no more. */
function detailsOf(followed: Followed): string {
  const { exchange, request } = followed;
  if (exchange.withdrawnAt) return 'Withdrawn by the agent';
  if (!isExtended(followed)) return REQUEST_STATES[request.state].says;
  const reasons = request.extension?.reasons.map((reason) => EXTENSION_REASONS[reason]) ?? [];
  return `The time for the answer was extended: ${reasons.join('; ')}`;
}

/** Where the page is that tells the person how to go on: it takes no code and leads nowhere. */
export const VERIFICATION_PATH = '/public/pages/drp/{tenant}/{id}';

const verificationUrl = (publicUrl: string, tenant: string, reference: string) =>
  publicUrl + VERIFICATION_PATH.replace('{tenant}', tenant).replace('{id}', reference);

/** The status of a request as the protocol tells it (section 3.03). */
export async function statusObject(workspace: Workspace, publicUrl: string, followed: Followed) {
  const { exchange, request } = followed;
  const { reference, agentRequestId } = exchange.terms;
  const [status, reason] = await toldOf(workspace, followed);
  const page =
    reason === 'need_user_verification'
      ? { user_verification_url: verificationUrl(publicUrl, workspace.tenant, reference) }
      : {};
  return {
    request_id: reference,
    received_at: exchange.receivedAt,
    status,
    ...(reason ? { reason } : {}),
    ...(isAwaited(followed) ? { expected_by: expectedAt(request) } : {}),
    processing_details: detailsOf(followed),
    ...page,
    ...(agentRequestId ? { agent_request_id: agentRequestId } : {}),
  };
}
/** The status of a request as the protocol tells it. */
export type DrpStatus = Awaited<ReturnType<typeof statusObject>>;
