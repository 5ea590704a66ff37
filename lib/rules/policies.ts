import type { Finding, RuledTemplate, TemplateRule } from './rule.ts';
import { listOf, member } from './rule.ts';

/** Actions that no statement allows: no key condition binds them to a tenant, or they make copies. */
const NEVER = [
  /^\*$/,
  /^[a-z0-9-]+:\*$/,
  /^dynamodb:(?:Scan|PartiQL\w*|Export\w*|CreateBackup|Restore\w*|Import\w*|\w*\*)$/,
  /^kms:(?:CreateGrant|PutKeyPolicy|ReplicateKey|ReEncrypt\w*)$/,
  /^s3:(?:PutBucketPolicy|PutReplicationConfiguration|BypassGovernanceRetention)$/,
];

/** Actions on items; each is bound to leading keys, and the binding cannot be avoided by leaving the key out. */
const ITEMS =
  /^dynamodb:(?:GetItem|BatchGetItem|Query|PutItem|UpdateItem|DeleteItem|ConditionCheckItem|BatchWriteItem)$/;

interface Placed {
  readonly resource: string;
  readonly at: string;
  readonly statement: unknown;
}

/** Statements of identity policies; policies of resources have rules of their own. */
function identityStatements(template: RuledTemplate): Placed[] {
  return Object.entries(template.Resources ?? {}).flatMap(([resource, { Type, Properties = {} }]) => {
    const documents =
      Type === 'AWS::IAM::Role'
        ? listOf(Properties['Policies']).map((policy, index) => ({
            at: `Policies.${index}.PolicyDocument.Statement`,
            document: member(policy, 'PolicyDocument'),
          }))
        : Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy'
          ? [{ at: 'PolicyDocument.Statement', document: Properties['PolicyDocument'] }]
          : [];
    return documents.flatMap(({ at, document }) =>
      listOf(member(document, 'Statement')).map((statement, index) => ({
        resource,
        at: `${at}.${index}`,
        statement,
      })),
    );
  });
}

function isGuarded(statement: unknown): boolean {
  const values = (member(statement, 'Condition') ?? {}) as Record<string, Record<string, unknown>>;
  const keys = listOf(values['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
  const bound =
    keys.length > 0 && keys.every((key) => /^(?:T#\$\{aws:PrincipalTag\/tenant\}#|S#)\*$/.test(String(key)));
  return bound && values['Null']?.['dynamodb:LeadingKeys'] === 'false';
}

function policyFindings(template: RuledTemplate): Finding[] {
  const managed = Object.entries(template.Resources ?? {})
    .filter(([, { Properties = {} }]) => listOf(Properties['ManagedPolicyArns']).length > 0)
    .map(([resource]) => ({
      rule: 'policies',
      resource,
      at: 'ManagedPolicyArns',
      says: 'every permission is written here',
    }));
  const statements = identityStatements(template).flatMap(({ resource, at, statement }) => {
    if (member(statement, 'Effect') !== 'Allow') return [];
    const actions = listOf(member(statement, 'Action')).map(String);
    const broad = actions.some((action) => NEVER.some((pattern) => pattern.test(action)));
    const negated =
      member(statement, 'NotAction') !== undefined || member(statement, 'NotResource') !== undefined;
    const loose = actions.some((action) => ITEMS.test(action)) && !isGuarded(statement);
    return [
      ...(broad || negated ? [{ rule: 'policies', resource, at, says: 'allows what nobody may do' }] : []),
      ...(loose
        ? [{ rule: 'policies', resource, at, says: 'items are bound to leading keys, with a guard' }]
        : []),
    ];
  });
  return [...managed, ...statements];
}

/** No role may do what no tenant's session can be bound in. */
export const POLICY_RULE: TemplateRule = {
  id: 'policies',
  says: 'Permissions are explicit; items are bound to a tenant or to the system namespace',
  findings: policyFindings,
};
