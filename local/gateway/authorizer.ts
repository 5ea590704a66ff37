import type { Clock } from '../clock.ts';
import type { PolicyDocument, Principal } from '../front/service.ts';
import { evaluate } from '../iam/evaluate.ts';
import { compilePolicy, type CompiledPolicy } from '../iam/policy.ts';
import type { StageFacts } from './event.ts';
import { GatewayFault } from './faults.ts';
import type { GatewayRequest } from './request.ts';
import type { IdentitySource, RequestAuthorizer } from './security.ts';

/** What an authorizer said, ready to be asked about any method. */
interface Verdict {
  readonly context: Readonly<Record<string, string>>;
  readonly policy: CompiledPolicy;
  readonly expires: number;
}

/** Verdicts kept at once; the oldest goes first. */
const KEPT = 10_000;
const NO_CONTEXT: ReadonlyMap<string, readonly string[]> = new Map();
const WHOEVER: Principal = { kind: 'role', arn: 'caller', tags: {} };

type Reader = (request: GatewayRequest, stage: StageFacts, name: string) => string | undefined;

const CONTEXT: Readonly<Record<string, (request: GatewayRequest, stage: StageFacts) => string>> = {
  httpMethod: (request) => request.method,
  path: (request) => request.fullPath,
  'identity.sourceIp': (request) => request.sourceIp,
  'identity.userAgent': (request) => request.incoming.headers['user-agent'] ?? '',
  stage: (_, { stage }) => stage,
};

const READERS: Readonly<Record<IdentitySource['kind'], Reader>> = {
  header: (request, _, name) => {
    const value = request.incoming.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.at(-1) : value;
  },
  querystring: (request, _, name) => request.query.get(name) ?? undefined,
  stageVariables: (_, { variables }, name) => variables[name],
  context: (request, stage, name) => CONTEXT[name]?.(request, stage),
};

/** Keeps verdicts of request authorizers for their time to live on the virtual clock, keyed by identity sources. */
export class AuthorizerCache {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #verdicts = new Map<string, Verdict>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Answers `requestContext.authorizer` when the authorizer's policy allows `methodArn`. `ask` runs the function.
   * @throws GatewayFault UNAUTHORIZED without an identity source, ACCESS_DENIED, AUTHORIZER_* when the answer is unusable.
   */
  async decide(
    authorizer: RequestAuthorizer,
    request: GatewayRequest,
    stage: StageFacts,
    methodArn: string,
    ask: () => Promise<unknown>,
  ): Promise<Readonly<Record<string, string>>> {
    const values = authorizer.sources.map(({ kind, name }) => READERS[kind](request, stage, name));
    if (values.some((value) => value === undefined || value === '')) throw new GatewayFault('UNAUTHORIZED');
    const key = JSON.stringify([stage.apiId, stage.stage, authorizer.name, ...values]);
    const kept = this.#verdicts.get(key);
    if (kept !== undefined && kept.expires > this.#clock.now()) return permitted(kept, methodArn, stage);
    const verdict = readVerdict(await ask(), this.#clock.now() + authorizer.ttl * 1000);
    if (authorizer.ttl > 0) this.#keep(key, verdict);
    return permitted(verdict, methodArn, stage);
  }

  #keep(key: string, verdict: Verdict): void {
    this.#verdicts.delete(key);
    this.#verdicts.set(key, verdict);
    const oldest = this.#verdicts.keys().next();
    if (this.#verdicts.size > KEPT && oldest.done !== true) this.#verdicts.delete(oldest.value);
  }
}

function permitted(
  { policy, context }: Verdict,
  methodArn: string,
  { apiId }: StageFacts,
): Verdict['context'] {
  const question = { action: 'execute-api:Invoke', resource: methodArn, context: NO_CONTEXT };
  const layers = { identity: [{ owner: apiId, policy }], rule: 'either' as const };
  const decision = evaluate(question, WHOEVER, '', layers);
  if (decision.allowed) return context;
  const text = 'User is not authorized to access this resource';
  throw new GatewayFault('ACCESS_DENIED', {
    text: decision.reason === 'explicit-deny' ? `${text} with an explicit deny` : text,
  });
}

function readVerdict(answer: unknown, expires: number): Verdict {
  const fault = new GatewayFault('AUTHORIZER_CONFIGURATION_ERROR');
  if (typeof answer !== 'object' || answer === null) throw fault;
  const {
    principalId,
    policyDocument,
    context = {},
  } = answer as {
    principalId?: unknown;
    policyDocument?: PolicyDocument;
    context?: Record<string, unknown> | null;
  };
  if (typeof principalId !== 'string' || principalId === '' || policyDocument === undefined) throw fault;
  const entries = Object.entries(context ?? {});
  // Nested context values are refused by API Gateway; numbers and booleans arrive as text.
  if (entries.some(([, value]) => typeof value === 'object' && value !== null)) throw fault;
  const texts = entries.map(([name, value]): [string, string] => [name, String(value)]);
  try {
    const policy = compilePolicy(policyDocument, 'identity');
    return { policy, expires, context: { ...Object.fromEntries(texts), principalId } };
  } catch {
    throw fault;
  }
}
