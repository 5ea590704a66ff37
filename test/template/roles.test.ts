import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTIONS, WORKFLOWS } from '../../lib/functions.ts';
import { listOf, member, resourcesOf } from '../../lib/rules/rule.ts';
import { STAGES } from '../../lib/stage.ts';
import { VARIABLES } from '../../shared/kernel/environment.ts';
import { type Templates, templatesOf } from './synthesis.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

let templates: Templates;
beforeAll(() => {
  templates = templatesOf(STAGES.prod);
});

function statementsOf(template: 'data' | 'app', id: string): Statement[] {
  const found = resourcesOf(templates[template], 'AWS::IAM::Role').find((role) => role.id.startsWith(id));
  const policies = listOf(found?.properties['Policies']);
  return policies.flatMap((policy) => listOf(member(policy, 'PolicyDocument.Statement'))) as Statement[];
}

const actionsOf = (statements: readonly Statement[]) =>
  statements.flatMap(({ Action }) => listOf(Action).map(String));

describe('sessions of a tenant', () => {
  test('part of TEN-01: each statement is named and bound to the tenant of the session', () => {
    for (const statement of [
      ...statementsOf('data', 'RolesTenant'),
      ...statementsOf('data', 'RolesEraser'),
    ]) {
      expect(statement.Sid).toMatch(/^[A-Z][A-Za-z]+$/);
      if (statement.Sid !== 'StorageKey')
        expect(JSON.stringify(statement), statement.Sid).toContain('${aws:PrincipalTag/tenant}');
    }
  });

  test('the storage key is used through DynamoDB and S3 only', () => {
    const key = statementsOf('data', 'RolesTenant').find(({ Sid }) => Sid === 'StorageKey');
    expect(Object.keys(key?.Condition?.['StringEquals'] ?? {})).toEqual(['kms:ViaService']);
    expect(JSON.stringify(key?.Condition)).toMatch(/dynamodb\..*s3\./);
  });

  test('only the eraser deletes from the key table, and nobody changes a key', () => {
    const onKeys = (id: string) =>
      actionsOf(
        statementsOf('data', id).filter(({ Resource }) => JSON.stringify(Resource).includes('TablesKeys')),
      );
    expect(onKeys('RolesTenant')).not.toContain('dynamodb:DeleteItem');
    expect(onKeys('RolesEraser')).toContain('dynamodb:DeleteItem');
    expect([...onKeys('RolesTenant'), ...onKeys('RolesEraser')]).not.toContain('dynamodb:UpdateItem');
    for (const { name } of FUNCTIONS)
      expect(JSON.stringify(statementsOf('app', `${name}Role`)), name).not.toContain('TablesKeys');
  });

  test.each(['Tenant', 'Eraser'])(
    'the %s role is assumed with one tag of 26 characters, for an hour',
    (id) => {
      const role = resourcesOf(templates.data, 'AWS::IAM::Role').find((found) =>
        found.id.startsWith(`Roles${id}`),
      );
      const trust = member(role?.properties, 'AssumeRolePolicyDocument.Statement.0') as Statement;
      expect(trust.Condition?.['StringLike']).toEqual({ 'aws:RequestTag/tenant': '?'.repeat(26) });
      expect(trust.Condition?.['Null']).toEqual({ 'aws:RequestTag/tenant': 'false' });
      expect(trust.Condition?.['ForAllValues:StringEquals']).toEqual({ 'aws:TagKeys': ['tenant'] });
      expect(role?.properties['MaxSessionDuration']).toBe(3600);
      const trusted = listOf(trust.Condition?.['ArnEquals']?.['aws:PrincipalArn']).map((arn) =>
        JSON.stringify(arn),
      );
      const rows = FUNCTIONS.filter(({ assume }) =>
        assume?.includes(id.toLowerCase() as 'tenant' | 'eraser'),
      );
      expect(trusted).toHaveLength(rows.length);
      for (const [index, { name }] of rows.entries())
        expect(trusted[index]).toContain(`role/bailiwick-prod-${name}"`);
    },
  );
});

describe('functions', () => {
  test('each has its own role, under which no item of a tenant can be reached', () => {
    for (const { name, system } of FUNCTIONS) {
      const items = statementsOf('app', `${name}Role`).filter(({ Action }) =>
        listOf(Action).some((action) => /dynamodb:\w*(Item|Query)/.test(String(action))),
      );
      expect(
        items.map(({ Sid }) => Sid),
        name,
      ).toEqual(system === undefined ? [] : ['SystemItems']);
      for (const { Condition } of items)
        expect(Condition?.['ForAllValues:StringLike']).toEqual({ 'dynamodb:LeadingKeys': ['S#*'] });
    }
  });

  test('each is given the variables of its row and no others', () => {
    const deployed = resourcesOf(templates.app, 'AWS::Lambda::Function');
    expect(deployed).toHaveLength(FUNCTIONS.length);
    for (const { name, variables } of FUNCTIONS) {
      const found = deployed.find(
        ({ properties }) => properties['FunctionName'] === `bailiwick-prod-${name}`,
      );
      const given = Object.keys((member(found?.properties, 'Environment.Variables') ?? {}) as object);
      expect(given.sort()).toEqual([...variables].sort());
      for (const variable of variables) expect(Object.keys(VARIABLES)).toContain(variable);
      expect(found?.properties['Runtime']).toBe('nodejs24.x');
      expect(found?.properties['Architectures']).toEqual(['arm64']);
    }
  });

  test('whoever is told of a machine may start it, and nobody else', () => {
    for (const row of FUNCTIONS) {
      const told = WORKFLOWS.filter((name) =>
        row.variables.includes(`${name.toUpperCase()}_MACHINE` as 'ERASE_MACHINE'),
      );
      expect([...(row.start ?? [])].sort(), row.name).toEqual([...told].sort());
    }
  });

  test('the stream has at most two consumers, and its events hold keys only', () => {
    const mappings = resourcesOf(templates.app, 'AWS::Lambda::EventSourceMapping');
    expect(mappings.length).toBeLessThanOrEqual(2);
    const heard = mappings.map(({ id, properties }) => {
      const { eventName, ...rest } = JSON.parse(
        String(member(properties, 'FilterCriteria.Filters.0.Pattern')),
      ) as Record<string, unknown>;
      expect(rest).toEqual({ dynamodb: { Keys: { pk: { S: [{ prefix: 'T#' }] } } } });
      return [id.toLowerCase().includes('due') ? 'due' : 'mail', eventName] as const;
    });
    // Work that was cancelled is taken away from the schedule's copies; a mail is sent when it is new only.
    expect(Object.fromEntries(heard)).toEqual({ due: ['INSERT', 'REMOVE'], mail: ['INSERT'] });
    const table = resourcesOf(templates.data, 'AWS::DynamoDB::GlobalTable').find(({ id }) =>
      id.includes('Data'),
    );
    expect(table?.properties['StreamSpecification']).toEqual({ StreamViewType: 'KEYS_ONLY' });
  });
});

test('the operator role calls the routes of the platform, nothing else', () => {
  const statements = statementsOf('app', 'GatewayOperator');
  expect(actionsOf(statements)).toEqual(['execute-api:Invoke']);
  for (const resource of statements.flatMap(({ Resource }) => listOf(Resource)))
    expect(JSON.stringify(resource)).toMatch(/\/api\/[A-Z]+\/v1\/platform\//);
});

test.each(WORKFLOWS)('the log of the %s workflow is encrypted on its way by the workflow’s role', (name) => {
  const logKey = statementsOf('app', `${name}workflowRole`).find(({ Sid }) => Sid === 'LogKey');
  expect(logKey?.Action).toBe('kms:GenerateDataKey');
  const { 'kms:EncryptionContext:SourceArn': source } = logKey?.Condition?.['StringEquals'] ?? {};
  expect(JSON.stringify(source)).toMatch(/:logs:.*:\*/);
});
