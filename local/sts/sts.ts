import { AwsError } from '../front/service.ts';
import type { AccessRequest, Call, Principal, Reply, Service, World } from '../front/service.ts';
import { element, elements } from '../front/xml.ts';
import type { CredentialStore } from '../iam/credentials.ts';
import type { Role, RoleStore } from '../iam/roles.ts';
import { sessionArn } from '../iam/service-role.ts';
import { readAssumeRole } from './parameters.ts';
import type { AssumeRoleInput } from './parameters.ts';

/** What STS needs beside the world. */
export interface StsParts {
  readonly world: Pick<World, 'place' | 'authorize'>;
  readonly roles: RoleStore;
  readonly credentials: CredentialStore;
}

type Operation = (call: Call, parameters: URLSearchParams) => string[];

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Every caller here already acts as a role: role chaining ends after one hour (STS API reference). */
const LONGEST_CHAINED = 3600;

/** AWS STS with AssumeRole and GetCallerIdentity; other operations are refused. */
export function createSts(parts: StsParts): Service {
  const operations: Readonly<Record<string, Operation>> = {
    AssumeRole: (call, parameters) => assumeRole(parts, call.principal, readAssumeRole(parameters)),
    GetCallerIdentity: (call) => callerIdentity(parts, call.principal),
  };
  return {
    name: 'sts',
    errors: 'query-xml',
    handle: async (call) => {
      const parameters =
        call.method === 'POST' ? new URLSearchParams(call.body.toString('utf8')) : call.query;
      const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
      if (!operation || parameters.get('Version') !== '2011-06-15') {
        throw new AwsError('InvalidAction', 'Could not find the operation or its version.');
      }
      return answer(call, operation(call, parameters));
    },
  };
}

function assumeRole(parts: StsParts, caller: Principal, input: AssumeRoleInput): string[] {
  const { world, roles, credentials } = parts;
  const role = roles.find(input.roleArn);
  // Absent and forbidden roles answer alike.
  if (!role) throw denied(caller, input.roleArn);
  world.authorize(caller, requests(role, input));
  if (input.duration > Math.min(role.maxSession, LONGEST_CHAINED)) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  const arn = sessionArn(world.place, role.name, input.sessionName);
  const key = credentials.openSession(
    {
      kind: 'session',
      arn,
      roleArn: role.arn,
      tags: input.tags,
      ...(input.policy ? { sessionPolicy: input.policy } : {}),
    },
    input.duration,
  );
  return elements({
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: new Date(key.expires).toISOString(),
    },
    AssumedRoleUser: { Arn: arn, AssumedRoleId: `${role.id}:${input.sessionName}` },
  });
}

/** Passing tags is a permission of its own, of the caller and of the trust policy. */
function requests(role: Role, input: AssumeRoleInput): AccessRequest[] {
  const names = Object.keys(input.tags);
  const context: Record<string, string | readonly string[]> = { 'sts:RoleSessionName': input.sessionName };
  if (input.externalId !== undefined) context['sts:ExternalId'] = input.externalId;
  if (names.length > 0) context['aws:TagKeys'] = names;
  for (const name of names) context[`aws:RequestTag/${name}`] = input.tags[name] ?? '';
  const actions = names.length > 0 ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole'];
  return actions.map((action) => ({
    action,
    resource: role.arn,
    context,
    resourcePolicy: role.trust,
    resourceRule: 'delegated',
  }));
}

/** Needs no permission, as on AWS. */
function callerIdentity({ world, roles }: StsParts, caller: Principal): string[] {
  const role = caller.roleArn === undefined ? undefined : roles.find(caller.roleArn);
  const session = caller.kind === 'session' ? `:${caller.arn.split('/').at(-1) ?? ''}` : '';
  return elements({
    Arn: caller.arn,
    UserId: `${role?.id ?? 'AROAUNKNOWN'}${session}`,
    Account: world.place.account,
  });
}

function denied(caller: Principal, roleArn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because no identity-based policy allows the sts:AssumeRole action`,
  );
}

function answer(call: Call, result: string[]): Reply {
  const metadata = element('ResponseMetadata', elements({ RequestId: call.requestId }));
  const content = [element(`${call.operation}Result`, result), metadata];
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: element(`${call.operation}Response`, content, ` xmlns="${NAMESPACE}"`),
  };
}
