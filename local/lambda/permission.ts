import type { DeclaredResource, Place, PolicyStatement } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import type { FunctionRegistry } from './registry.ts';

const READ = new Set(['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn']);

/** The statement that an AWS::Lambda::Permission adds to the policy of its function. */
export function permissionStatement(
  { stack, logicalId, properties, defaultName }: DeclaredResource,
  place: Place,
  registry: FunctionRegistry,
): PolicyStatement {
  const unread = Object.keys(properties).find((name) => !READ.has(name));
  if (unread !== undefined)
    throw new RefusedTemplate('property.unsupported', `${stack}/${logicalId}.${unread}`);
  const { Action, FunctionName, Principal, SourceAccount, SourceArn } = properties as Record<string, string>;
  const principal = Principal ?? '';
  const conditions: Record<string, Record<string, string>> = {};
  if (SourceArn !== undefined) conditions['ArnLike'] = { 'aws:SourceArn': SourceArn };
  if (SourceAccount !== undefined) conditions['StringEquals'] = { 'aws:SourceAccount': SourceAccount };
  return {
    Sid: defaultName,
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com')
      ? { Service: principal }
      : { AWS: /^\d{12}$/.test(principal) ? `arn:${place.partition}:iam::${principal}:root` : principal },
    Action: Action ?? '',
    Resource: registry.find(FunctionName ?? '').arn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}
