import { createHash } from 'node:crypto';
import * as z from 'zod';
import { violationsOf } from '../../catalogue/violations.ts';
import { emailAddress, phoneNumber, text } from '../../catalogue/values.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { recordAgent } from '../../rights/identity/agent.ts';
import { isUnidentified } from '../../rights/request/life-cycle.ts';
import { openRequest } from '../../rights/opening/open-request.ts';
import type { Workspace } from '../../store/workspace.ts';
import { checkCallbacks } from '../callback-address.ts';
import { exchangeFollower, findExchange, type Followed } from '../exchange.ts';
import { openHosts } from '../settings.ts';
import type { KnownAgent } from './agents.ts';
import { DRP_VERSION, exerciseOf } from './exercises.ts';
import { admitRequest } from './limits.ts';

const exercise = z.object({
  'drp.version': z.literal(DRP_VERSION),
  exercise: text(60),
  regime: z.literal('ccpa').optional(),
  relationships: z.array(text(100)).max(20).optional(),
  status_callback: z.string().max(2048).optional(),
  'agent-request-id': text(200).optional(),
  name: text(200).optional(),
  email: emailAddress.optional(),
  phone_number: phoneNumber.optional(),
  power_of_attorney: text(500).optional(),
});
type ExerciseClaims = z.infer<typeof exercise>;

function claimsIn(message: unknown): ExerciseClaims {
  const parsed = exercise.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new Problem('request.invalid', {
    violations: violationsOf('', exercise, parsed.error.issues, message),
  });
}

/** The id of the request that a message makes: the same message again is the same request, for nobody else to guess. */
async function referenceOf({ vault }: Workspace, sent: string): Promise<string> {
  const token = await vault.externalToken('drp.message', createHash('sha256').update(sent).digest('hex'));
  const hex = createHash('sha256').update(token).digest('hex');
  const variant = '89ab'[parseInt(hex.charAt(16), 16) % 4] ?? '8';
  // The layout of a random UUID (RFC 9562, section 5.4).
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function identifiersOf({ email, phone_number, name }: ExerciseClaims) {
  const found = [
    ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ...(phone_number ? [{ kind: 'phone' as const, value: phone_number }] : []),
    ...(name ? [{ kind: 'name' as const, value: name }] : []),
  ];
  if (found.length > 0) return found;
  throw new Problem('rule.violated', { detail: 'Name whom the request is about.' });
}

/** Notes whose mandate the request rests on; an officer checks it as any other one. */
async function noteMandate(
  workspace: Workspace,
  { request }: Followed,
  agent: KnownAgent,
  claims: ExerciseClaims,
): Promise<void> {
  if (request.agent || !isUnidentified(request)) return;
  await recordAgent(workspace, request.id, {
    name: agent.name,
    reference: claims.power_of_attorney ?? `Data Rights Protocol ${DRP_VERSION}: ${agent.id}`,
    rights: [request.type],
    answers: 'person',
  });
}

/**
 * Opens the request that a proven message makes, once for each message. `request.invalid` and `rule.violated` for what
 * is not supported, `rate.limited` when the agent has made enough requests for now.
 */
export async function exerciseFor(
  workspace: Workspace,
  agent: KnownAgent,
  sent: string,
  message: unknown,
): Promise<Followed> {
  const claims = claimsIn(message);
  const reference = await referenceOf(workspace, sent);
  const right = exerciseOf(claims.exercise);
  if (!right) throw new Problem('rule.violated', { detail: 'This rights action is not supported.' });
  if (!(await findExchange(workspace, 'drp', reference))) {
    const identifiers = identifiersOf(claims);
    const callbacks = claims.status_callback ? [claims.status_callback] : [];
    checkCallbacks(callbacks, await openHosts(workspace), () => '/status_callback');
    await admitRequest(workspace, agent.token);
    const agentRequestId = claims['agent-request-id'];
    const terms = {
      reference,
      callbacks,
      asked: claims.exercise,
      ...(agentRequestId ? { agentRequestId } : {}),
    };
    const given = { standard: 'drp', agent: agent.token, terms, status: 'open' } as const;
    const wording = claims.relationships?.join(', ');
    await openRequest(
      workspace,
      {
        ...right,
        channel: 'api',
        receivedAt: instant(workspace.now()),
        identifiers,
        ...(wording ? { wording } : {}),
      },
      await exchangeFollower(workspace, given),
    );
  }
  const followed = await findExchange(workspace, 'drp', reference);
  if (!followed) throw new Problem('internal');
  await noteMandate(workspace, followed, agent, claims);
  return followed;
}
