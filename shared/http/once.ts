import type { Json } from '../kernel/canonical-json.ts';
import { PROBLEMS, isProblem } from '../kernel/problems.ts';
import { abandonIdempotent, beginIdempotent, completeIdempotent } from '../store/idempotency.ts';
import type { Claim, Workspace } from '../store/workspace.ts';
import type { Answer, Caller, Parsed, RouteRow } from './route.ts';

/** An answer as it is stored to be given again: a use case that stores it within its own transaction stores this. */
export function storedAnswer({ status, body, version, location }: Answer): Json {
  return JSON.parse(JSON.stringify({ status, body, version, location })) as Json;
}

/**
 * Carries a call with an `Idempotency-Key` out once (draft-ietf-httpapi-idempotency-key-header): the same request gets
 * the same answer, another request with the key is refused. A refusal gives the key back, since nothing took effect;
 * after a failure of ours the key waits for its lease, because the effect is uncertain.
 */
export async function once(
  workspace: Workspace,
  caller: Caller,
  route: RouteRow,
  input: Parsed<unknown, unknown, unknown>,
  use: (input: Parsed<unknown, unknown, unknown>) => Promise<Answer>,
): Promise<Answer> {
  if (input.idempotencyKey === undefined) return use(input);
  const { path, query, body } = input;
  const begun = await beginIdempotent(workspace, {
    scope: [caller.principal, route.method, route.path],
    key: input.idempotencyKey,
    request: { path, query, body },
  });
  if ('answer' in begun) return begun.answer as unknown as Answer;
  const answer = await attempt(workspace, begun.claim, () => use({ ...input, claim: begun.claim }));
  if (!answer.stored) await completeIdempotent(workspace, begun.claim, storedAnswer(answer));
  return answer;
}

async function attempt(workspace: Workspace, claim: Claim, use: () => Promise<Answer>): Promise<Answer> {
  try {
    return await use();
  } catch (error) {
    if (isProblem(error) && PROBLEMS[error.code].status < 500) await abandonIdempotent(workspace, claim);
    throw error;
  }
}
