/** What can be wrong with a policy document before anybody is asked for a decision. */
export type PolicyFault =
  | 'statement'
  | 'version'
  | 'variable'
  | 'action'
  | 'resource'
  | 'principal'
  | 'operator'
  | 'value'
  | 'managed-policy'
  | 'properties';

/** A policy or role that cannot be honoured; `path` leads to the element (`Statement/0/Condition/…`), never to a value. */
export class PolicyError extends Error {
  readonly code: `policy.${PolicyFault}`;
  readonly path: string;

  constructor(fault: PolicyFault, path: string) {
    super(`policy.${fault} at ${path}`);
    this.name = 'PolicyError';
    this.code = `policy.${fault}`;
    this.path = path;
  }
}
