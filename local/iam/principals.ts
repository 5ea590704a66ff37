import type { Principal } from '../front/service.ts';
import { PolicyError } from './policy-error.ts';

/**
 * How directly a resource policy names the caller. `account` only hands the decision to identity policies; a grant to
 * `session` is not narrowed by a boundary or a session policy (IAM user guide, "Policy evaluation logic").
 */
export type Naming = 'none' | 'account' | 'principal' | 'session';

/** Finds out how a statement names this caller, who acts in `account`. */
export type PrincipalTest = (caller: Principal, account: string) => Naming;

interface Named {
  readonly everyone: boolean;
  readonly aws: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

const AWS_PRINCIPAL =
  /^(\d{12}|arn:[\w-]+:iam::\d{12}:(root|role\/[^*?]+)|arn:[\w-]+:sts::\d{12}:assumed-role\/[^*?]+)$/;
const SERVICE_PRINCIPAL = /^[a-z0-9.-]+\.amazonaws\.com$/;

/** Compiles `Principal`. @throws PolicyError `policy.principal` for kinds this cloud does not have (Federated, users). */
export function compilePrincipal(element: unknown, path: string): PrincipalTest {
  const named = read(element, path);
  return (caller, account) => {
    if (named.everyone) return 'principal';
    if (caller.kind === 'service') return named.services.has(caller.arn) ? 'principal' : 'none';
    if (caller.kind === 'session' && named.aws.has(caller.arn)) return 'session';
    if (named.aws.has(caller.roleArn ?? caller.arn)) return 'principal';
    return namesAccount(named, account) ? 'account' : 'none';
  };
}

/**
 * Compiles `NotPrincipal` of a Deny: only a caller whose account, role and session are all listed is spared, because
 * AWS checks each of them.
 */
export function compileNotPrincipal(element: unknown, path: string): PrincipalTest {
  const named = read(element, path);
  return (caller, account) => {
    if (named.everyone) return 'none';
    if (caller.kind === 'service') return named.services.has(caller.arn) ? 'none' : 'principal';
    const spared = named.aws.has(caller.arn) && named.aws.has(caller.roleArn ?? caller.arn);
    return spared && namesAccount(named, account) ? 'none' : 'principal';
  };
}

function namesAccount(named: Named, account: string): boolean {
  if (named.aws.has(account)) return true;
  for (const name of named.aws) if (name.endsWith(`:iam::${account}:root`)) return true;
  return false;
}

function read(element: unknown, path: string): Named {
  if (element === '*') return { everyone: true, aws: new Set(), services: new Set() };
  if (typeof element !== 'object' || element === null || Array.isArray(element))
    throw new PolicyError('principal', path);
  const aws = new Set<string>();
  const services = new Set<string>();
  for (const [kind, values] of Object.entries(element)) {
    const list: unknown[] = Array.isArray(values) ? values : [values];
    for (const value of list) {
      const known = kind === 'AWS' ? AWS_PRINCIPAL : kind === 'Service' ? SERVICE_PRINCIPAL : undefined;
      if (typeof value !== 'string' || known === undefined)
        throw new PolicyError('principal', `${path}/${kind}`);
      if (value !== '*' && !known.test(value)) throw new PolicyError('principal', `${path}/${kind}`);
      (kind === 'AWS' ? aws : services).add(value);
    }
  }
  if (aws.size + services.size === 0 || services.has('*')) throw new PolicyError('principal', path);
  return { everyone: aws.has('*'), aws, services };
}
