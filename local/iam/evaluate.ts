import type { Principal } from '../front/service.ts';
import type { CompiledPolicy, Question } from './policy.ts';
import type { Naming } from './principals.ts';

/** A compiled policy with the name under which its statements are counted. */
export interface Layer {
  readonly owner: string;
  readonly policy: CompiledPolicy;
}

/** Everything that has a say in one decision. */
export interface Layers {
  readonly identity: readonly Layer[];
  readonly boundary?: Layer | undefined;
  readonly session?: Layer | undefined;
  readonly resource?: Layer | undefined;
  /** See `AccessRequest.resourceRule`; `either` when no resource policy takes part. */
  readonly rule: 'either' | 'delegated';
}

/** The answer to one question. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: 'allow' | 'explicit-deny' | 'implicit-deny';
  /** `<owner>/<Sid or index>` of the deciding statements: the denying ones, or those that allow; empty when nothing allowed. */
  readonly statements: readonly string[];
}

interface Verdict {
  readonly naming: Naming;
  readonly allows: readonly string[];
  readonly denies: readonly string[];
}

const NAMINGS: readonly Naming[] = ['none', 'account', 'principal', 'session'];
const SILENT: Verdict = { naming: 'none', allows: [], denies: [] };

/**
 * The IAM decision inside one account: an explicit deny wins; boundary and session policy only narrow; a resource
 * policy that names the session itself is not narrowed (IAM user guide, "Policy evaluation for requests within a single account").
 */
export function evaluate(question: Question, caller: Principal, account: string, layers: Layers): Decision {
  const ask = (layer: Layer): Verdict => consult(layer, question, caller, account);
  const identity = layers.identity.map(ask);
  const boundary = layers.boundary && ask(layers.boundary);
  const session = layers.session && ask(layers.session);
  const resource = layers.resource ? ask(layers.resource) : SILENT;
  const all = [...identity, boundary ?? SILENT, session ?? SILENT, resource];

  const denies = all.flatMap((verdict) => verdict.denies);
  if (denies.length > 0) return { allowed: false, reason: 'explicit-deny', statements: denies };

  const byIdentity = identity.some((verdict) => verdict.allows.length > 0);
  const narrowed = [boundary, session].every((verdict) => !verdict || verdict.allows.length > 0);
  if (!grants(layers.rule, resource.naming, byIdentity, narrowed)) {
    return { allowed: false, reason: 'implicit-deny', statements: [] };
  }
  return { allowed: true, reason: 'allow', statements: all.flatMap((verdict) => verdict.allows) };
}

function grants(rule: Layers['rule'], naming: Naming, byIdentity: boolean, narrowed: boolean): boolean {
  if (naming === 'session') return true;
  if (!narrowed) return false;
  if (naming === 'principal') return true;
  return byIdentity && (rule === 'either' || naming === 'account');
}

function consult(layer: Layer, question: Question, caller: Principal, account: string): Verdict {
  let naming: Naming = 'none';
  const allows: string[] = [];
  const denies: string[] = [];
  for (const statement of layer.policy) {
    const named = statement.principal ? statement.principal(caller, account) : 'principal';
    if (named === 'none' || !statement.applies(question)) continue;
    (statement.effect === 'Deny' ? denies : allows).push(`${layer.owner}/${statement.label}`);
    if (statement.effect === 'Allow')
      naming = NAMINGS[Math.max(NAMINGS.indexOf(naming), NAMINGS.indexOf(named))] ?? naming;
  }
  return { naming, allows, denies };
}
