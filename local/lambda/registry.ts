import type { AccessRequest, Place, PolicyDocument, PolicyStatement, Principal } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { FunctionSpec } from './function.ts';
import type { FunctionPool } from './pool.ts';

/** A deployed function with its workers. */
export interface Deployed {
  readonly spec: FunctionSpec;
  readonly pool: FunctionPool;
}

/** What a caller named: the function and the ARN it is authorised for, qualifier included. */
export interface Target {
  readonly deployed: Deployed;
  readonly arn: string;
}

const NAME = /^(?:arn:[\w-]+:lambda:[\w-]+:\d{12}:function:|\d{12}:function:)?([\w-]+)(?::([\w$-]+))?$/;

/** Functions by name, their aliases and versions, and the statements of their resource policies. */
export class FunctionRegistry {
  readonly #functions = new Map<string, Deployed>();
  readonly #qualifiers = new Map<string, Set<string>>();
  readonly #statements = new Map<string, PolicyStatement>();
  /** Policies by the ARN that a caller names, so that each is compiled once. */
  readonly #policies = new Map<string, PolicyDocument | undefined>();

  put(deployed: Deployed): void {
    this.#functions.set(deployed.spec.name, deployed);
  }

  /** Makes `<function>:<qualifier>` callable; it runs the code of the function itself. */
  qualify(name: string, qualifier: string): void {
    const known = this.#qualifiers.get(name) ?? new Set(['$LATEST']);
    this.#qualifiers.set(name, known.add(qualifier));
  }

  permit(id: string, statement: PolicyStatement): void {
    this.#statements.set(id, statement);
    this.#policies.clear();
  }

  all(): Deployed[] {
    return [...this.#functions.values()];
  }

  /** Finds a function by name, partial ARN or ARN, with or without a qualifier. */
  find(reference: string, qualifier?: string): Target {
    const [, name = '', inline] = NAME.exec(reference) ?? [];
    const wanted = inline ?? qualifier;
    const deployed = this.#functions.get(name);
    const known =
      wanted === undefined || wanted === '$LATEST' || this.#qualifiers.get(name)?.has(wanted) === true;
    if (deployed === undefined || !known) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${reference}`, 404, {
        Type: 'User',
      });
    }
    const { arn } = deployed.spec;
    return { deployed, arn: wanted === undefined ? arn : `${arn}:${wanted}` };
  }

  /** The question whether somebody may invoke a function; identity or resource policy is enough (IAM, same account). */
  question(target: Target, action: string, place: Place, sourceArn?: string): AccessRequest {
    const context: Record<string, string> =
      sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': place.account };
    const policy = this.#policy(target);
    const rule = policy === undefined ? {} : { resourcePolicy: policy, resourceRule: 'either' as const };
    return { action, resource: target.arn, context, ...rule };
  }

  #policy(target: Target): PolicyDocument | undefined {
    const { arn } = target;
    if (!this.#policies.has(arn)) this.#policies.set(arn, this.#statementsOf(target));
    return this.#policies.get(arn);
  }

  #statementsOf({ deployed, arn }: Target): PolicyDocument | undefined {
    const own = [...this.#statements.values()].filter(
      ({ Resource }) => Resource === arn || Resource === deployed.spec.arn,
    );
    return own.length === 0 ? undefined : { Version: '2012-10-17', Statement: own };
  }
}

/** A service as a principal, for example `apigateway.amazonaws.com`. */
export function servicePrincipal(name: string): Principal {
  return { kind: 'service', arn: name, tags: {} };
}
