import { Aws } from 'aws-cdk-lib/core';
import type { Stage } from './stage.ts';

/**
 * Physical names, where they have to be known before the resource exists: the gateway's body names functions, trust
 * policies name the roles of functions, a state machine starts itself, and the key table must never be replaced.
 */
export function namesOf(stage: Stage) {
  const prefix = `bailiwick-${stage.name}`;
  return {
    prefix,
    stack: (name: string) => `${prefix}-${name}`,
    function: (name: string) => `${prefix}-${name}`,
    machine: (name: string) => `${prefix}-${name}`,
    dataTable: `${prefix}-data`,
    keyTable: `${prefix}-keys`,
    logGroup: (name: string) => `/bailiwick/${stage.name}/${name}`,
    /** What the tenants' keys are found by: see shared/tenants/key-policy.ts. */
    tenantAliases: `alias/bailiwick/${stage.name}/*`,
  };
}

/** An ARN of this account and region, in whatever partition the template is deployed to. */
export function arnOf(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}

/** The ARN of a function by its physical name. */
export function functionArn(stage: Stage, name: string): string {
  return arnOf('lambda', `function:${namesOf(stage).function(name)}`);
}

/** The address at which the gateway invokes a function. */
export function functionUri(stage: Stage, name: string): string {
  const gateway = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}`;
  return `${gateway}:lambda:path/2015-03-31/functions/${functionArn(stage, name)}/invocations`;
}

/** The ARN of a state machine by its physical name. */
export function machineArn(stage: Stage, name: string): string {
  return arnOf('states', `stateMachine:${namesOf(stage).machine(name)}`);
}

/** The ARN of the role that a function runs under. */
export function functionRoleArn(stage: Stage, name: string): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${namesOf(stage).function(name)}`;
}

/** The host that `kms:ViaService` names when a service uses a key for a caller. */
export function viaService(service: string): string {
  return `${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`;
}
