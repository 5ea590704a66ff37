import { createHash } from 'node:crypto';
import * as z from 'zod';
import type {
  AppliedResource,
  DeclaredResource,
  Place,
  PolicyDocument,
  ResourceType,
} from '../front/service.ts';
import { compilePolicy } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import type { RoleStore } from './roles.ts';

const Statement = z.record(z.string(), z.unknown());
const Document = z
  .strictObject({
    Version: z.string().optional(),
    Id: z.string().optional(),
    Statement: z.union([Statement, z.array(Statement)]),
  })
  .transform((document) => document as unknown as PolicyDocument);

const Names = z.array(z.string()).optional();
const None = z.array(z.never()).optional();
const Tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();

const RoleProperties = z.strictObject({
  AssumeRolePolicyDocument: Document,
  Description: z.string().optional(),
  ManagedPolicyArns: Names,
  MaxSessionDuration: z.coerce.number().int().min(3600).max(43_200).optional(),
  Path: z.string().startsWith('/').endsWith('/').optional(),
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: Document })).optional(),
  RoleName: z.string().optional(),
  Tags,
});

// This cloud has no users and no groups: a policy attached to one is refused, not dropped.
const InlineProperties = z.strictObject({
  PolicyDocument: Document,
  PolicyName: z.string(),
  Roles: Names,
  Users: None,
  Groups: None,
});

const ManagedProperties = z.strictObject({
  Description: z.string().optional(),
  ManagedPolicyName: z.string().optional(),
  Path: z.string().startsWith('/').endsWith('/').optional(),
  PolicyDocument: Document,
  Roles: Names,
  Users: None,
  Groups: None,
});

const LONGEST_ROLE_NAME = 64;
const LONGEST_POLICY_NAME = 128;

/** The three IAM resource types of a template; policies are compiled here, so that a bad one stops the deployment. */
export function iamResourceTypes(place: Place, roles: RoleStore): ResourceType[] {
  return [
    { type: 'AWS::IAM::Role', apply: async (resource) => applyRole(place, roles, resource) },
    { type: 'AWS::IAM::Policy', apply: async (resource) => applyInline(roles, resource) },
    { type: 'AWS::IAM::ManagedPolicy', apply: async (resource) => applyManaged(place, roles, resource) },
  ];
}

function applyRole(place: Place, roles: RoleStore, resource: DeclaredResource): AppliedResource {
  const key = keyOf(resource);
  const given = parse(RoleProperties, resource);
  const name = given.RoleName ?? shorten(resource.defaultName, LONGEST_ROLE_NAME);
  const arn = `arn:${place.partition}:iam::${place.account}:role${given.Path ?? '/'}${name}`;
  compilePolicy(given.AssumeRolePolicyDocument, 'resource');
  roles.putRole(key, {
    arn,
    name,
    tags: Object.fromEntries((given.Tags ?? []).map((tag) => [tag.Key, tag.Value])),
    maxSession: given.MaxSessionDuration ?? 3600,
    trust: given.AssumeRolePolicyDocument,
    inline: (given.Policies ?? []).map((policy) => ({
      owner: `${key}/${policy.PolicyName}`,
      policy: compilePolicy(policy.PolicyDocument, 'identity'),
    })),
    managedArns: given.ManagedPolicyArns ?? [],
    boundaryArn: given.PermissionsBoundary,
  });
  return { ref: name, attributes: { Arn: arn, RoleId: roles.find(arn)?.id ?? '' } };
}

function applyInline(roles: RoleStore, resource: DeclaredResource): AppliedResource {
  const key = keyOf(resource);
  const given = parse(InlineProperties, resource);
  const layer = { owner: key, policy: compilePolicy(given.PolicyDocument, 'identity') };
  roles.putAttachment(key, { layer, roles: given.Roles ?? [], arn: undefined });
  return { ref: given.PolicyName, attributes: { Id: given.PolicyName } };
}

function applyManaged(place: Place, roles: RoleStore, resource: DeclaredResource): AppliedResource {
  const key = keyOf(resource);
  const given = parse(ManagedProperties, resource);
  const name = given.ManagedPolicyName ?? shorten(resource.defaultName, LONGEST_POLICY_NAME);
  const arn = `arn:${place.partition}:iam::${place.account}:policy${given.Path ?? '/'}${name}`;
  const layer = { owner: key, policy: compilePolicy(given.PolicyDocument, 'identity') };
  roles.putAttachment(key, { layer, roles: given.Roles ?? [], arn });
  return { ref: arn, attributes: { PolicyArn: arn } };
}

function keyOf(resource: DeclaredResource): string {
  return `${resource.stack}/${resource.logicalId}`;
}

/** Unknown properties are refused with their path: a property that is ignored would be a promise not kept. */
function parse<Output>(schema: z.ZodType<Output>, resource: DeclaredResource): Output {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  throw new PolicyError('properties', [keyOf(resource), ...(issue?.path ?? []), ...unknown].join('/'));
}

/** Long default names keep their beginning and end in a hash, as CloudFormation does it. */
function shorten(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, longest - hash.length - 1)}-${hash}`;
}
