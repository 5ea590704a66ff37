import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';
import { templateFindings } from '../../lib/rules/plugin.ts';
import type { RuledTemplate } from '../../lib/rules/rule.ts';
import { STAGES } from '../../lib/stage.ts';
import { type Templates, templatesOf, withSynthesis } from './synthesis.ts';

const region = 'eu-central-1';

/** One resource of a type changed by `poison`; the rules that find something then. */
function poisonedIn(
  good: Templates,
  type: string,
  poison: (properties: Record<string, never>, resource: never) => void,
): string[] {
  return Object.values(good)
    .filter((template) => Object.values(template.Resources ?? {}).some(({ Type }) => Type === type))
    .slice(0, 1)
    .flatMap((template) => {
      const copy = structuredClone(template) as RuledTemplate;
      const [, resource] = Object.entries(copy.Resources ?? {}).find(([, { Type }]) => Type === type) ?? [];
      poison((resource?.Properties ?? {}) as never, resource as never);
      return templateFindings(copy, { region }).map(({ rule }) => rule);
    });
}

/** Sets the member at a dotted path; undefined removes it. */
function set(target: Record<string, never>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce<Record<string, unknown>>(
    (at, name) => at[name] as Record<string, unknown>,
    target,
  );
  if (value === undefined) delete holder[last];
  else holder[last] = value;
}

describe('what the stacks synthesize to', () => {
  test.each(Object.values(STAGES))('no rule finds anything in stage $name', (stage) => {
    for (const template of Object.values(templatesOf(stage)))
      expect(templateFindings(template, { region: stage.region })).toEqual([]);
  });

  test('cdk-nag AwsSolutions finds nothing that is not acknowledged with a reason', () => {
    withSynthesis(STAGES.prod, ({ app }) =>
      expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]),
    );
  });

  test('two syntheses of the same sources are the same templates', () => {
    expect(templatesOf()).toEqual(templatesOf());
  });
});

/** Type, path, value, rule: each change alone is found by the rule. */
const POISONS: readonly (readonly [string, string, unknown, string])[] = [
  ['AWS::DynamoDB::GlobalTable', 'Replicas.0.PointInTimeRecoverySpecification', undefined, 'tables'],
  [
    'AWS::DynamoDB::GlobalTable',
    'Replicas.0.PointInTimeRecoverySpecification.RecoveryPeriodInDays',
    36,
    'tables',
  ],
  ['AWS::DynamoDB::GlobalTable', 'Replicas.1', { Region: 'eu-west-1' }, 'tables'],
  ['AWS::DynamoDB::GlobalTable', 'Replicas.1', { Region: 'us-east-1' }, 'region.foreign'],
  ['AWS::DynamoDB::GlobalTable', 'Replicas.0.DeletionProtectionEnabled', false, 'tables'],
  ['AWS::DynamoDB::GlobalTable', 'TimeToLiveSpecification', { AttributeName: 'x', Enabled: true }, 'tables'],
  ['AWS::DynamoDB::GlobalTable', 'TableName', undefined, 'tables'],
  ['AWS::DynamoDB::GlobalTable', 'Replicas.0.SSESpecification', undefined, 'encryption'],
  ['AWS::DynamoDB::GlobalTable', 'Replicas.0.ResourcePolicy', undefined, 'transport'],
  ['AWS::S3::Bucket', 'BucketEncryption', undefined, 'encryption'],
  [
    'AWS::S3::Bucket',
    'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID',
    'alias/aws/s3',
    'encryption',
  ],
  ['AWS::S3::BucketPolicy', 'PolicyDocument.Statement', [], 'transport'],
  ['AWS::KMS::Key', 'EnableKeyRotation', false, 'encryption'],
  ['AWS::Logs::LogGroup', 'KmsKeyId', undefined, 'encryption'],
  ['AWS::Logs::LogGroup', 'RetentionInDays', undefined, 'logs'],
  ['AWS::Logs::LogGroup', 'RetentionInDays', 400, 'logs'],
  ['AWS::SNS::Topic', 'KmsMasterKeyId', undefined, 'encryption'],
  ['AWS::SNS::TopicPolicy', 'Topics', [], 'transport'],
  ['AWS::SNS::TopicPolicy', 'PolicyDocument.Statement', [], 'transport'],
  ['AWS::S3::BucketPolicy', 'PolicyDocument.Statement.0.Effect', 'Allow', 'transport'],
  ['AWS::S3::BucketPolicy', 'PolicyDocument.Statement.0.Action', 's3:GetObject', 'transport'],
  ['AWS::S3::BucketPolicy', 'PolicyDocument.Statement.0.Principal', { AWS: '1' }, 'transport'],
  [
    'AWS::DynamoDB::GlobalTable',
    'Replicas.0.ResourcePolicy.PolicyDocument.Statement.0.Condition.StringEquals',
    { 'aws:PrincipalTag/tenant': 'x' },
    'transport',
  ],
  ['AWS::StepFunctions::StateMachine', 'EncryptionConfiguration', undefined, 'encryption'],
  ['AWS::StepFunctions::StateMachine', 'LoggingConfiguration.IncludeExecutionData', true, 'logs'],
  ['AWS::ApiGateway::Stage', 'TracingEnabled', true, 'logs'],
  ['AWS::ApiGateway::Stage', 'AccessLogSetting.Format', '$context.identity.sourceIp', 'logs'],
  ['AWS::ApiGateway::Stage', 'AccessLogSetting.Format', '$context.path', 'logs'],
  ['AWS::ApiGateway::Stage', 'MethodSettings.0.LoggingLevel', 'INFO', 'logs'],
  ['AWS::ApiGateway::Stage', 'MethodSettings.0.CachingEnabled', true, 'logs'],
  ['AWS::ApiGateway::RestApi', 'SecurityPolicy', 'TLS_1_0', 'transport'],
  ['AWS::ApiGateway::RestApi', 'Body', undefined, 'gateway'],
  ['AWS::ApiGateway::RestApi', 'Body.openapi', '3.1.0', 'gateway'],
  ['AWS::ApiGateway::RestApi', 'Body.x-amazon-apigateway-gateway-responses', {}, 'gateway'],
  ['AWS::ApiGateway::RestApi', 'Body.components', {}, 'gateway'],
  ['AWS::IAM::Role', 'ManagedPolicyArns', ['AdministratorAccess'], 'policies'],
];

describe('what a template must never hold', () => {
  let good: Templates;
  beforeAll(() => {
    good = templatesOf();
  });
  const poisoned = (type: string, poison: Parameters<typeof poisonedIn>[2]) => poisonedIn(good, type, poison);

  test.each(POISONS)('%s with %s = %j is refused', (type, path, value, rule) => {
    expect(poisoned(type, (properties) => set(properties, path, value))).toContain(rule);
  });

  test('a route without a declared authentication is refused', () => {
    const found = poisoned('AWS::ApiGateway::RestApi', (properties) => {
      set(properties, 'Body.paths', {
        '/v1/contacts': { get: { 'x-amazon-apigateway-integration': { type: 'aws_proxy' } } },
      });
    });
    expect(found).toEqual(['gateway']);
  });

  test('a table that a deployment may delete is refused', () => {
    const found = poisoned('AWS::DynamoDB::GlobalTable', (_, resource: { DeletionPolicy: string }) => {
      resource.DeletionPolicy = 'Delete';
    });
    expect(found).toEqual(['tables']);
  });

  test.each(['StreamSpecification', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'])(
    'the key table with %s is refused',
    (name) => {
      const template = structuredClone(good.data);
      const keys = Object.values(template.Resources ?? {}).find(
        ({ Properties }) => Properties?.['TableName'] === 'bailiwick-dev-keys',
      );
      set(keys?.Properties as Record<string, never>, name, [{ StreamViewType: 'KEYS_ONLY' }]);
      expect(templateFindings(template, { region }).map(({ at }) => at)).toEqual([name]);
    },
  );

  test('the key table with time to live is refused, also by the attribute of the data table', () => {
    const template = structuredClone(good.data);
    const tables = Object.values(template.Resources ?? {}).filter(
      ({ Type }) => Type === 'AWS::DynamoDB::GlobalTable',
    );
    const named = (name: string) => tables.find(({ Properties }) => Properties?.['TableName'] === name);
    const declared = named('bailiwick-dev-data')?.Properties?.['TimeToLiveSpecification'];
    expect(declared).toEqual({ AttributeName: 'ttl', Enabled: true });
    const keys = named('bailiwick-dev-keys')?.Properties as Record<string, never>;
    set(keys, 'TimeToLiveSpecification', declared);
    expect(templateFindings(template, { region }).map(({ at }) => at)).toEqual(['TimeToLiveSpecification']);
  });

  test('the key table with two days of recovery is refused', () => {
    const template = structuredClone(good.data);
    const keys = Object.values(template.Resources ?? {}).find(
      ({ Properties }) => Properties?.['TableName'] === 'bailiwick-dev-keys',
    );
    const path = 'Replicas.0.PointInTimeRecoverySpecification.RecoveryPeriodInDays';
    set(keys?.Properties as Record<string, never>, path, 2);
    expect(templateFindings(template, { region }).map(({ at }) => at)).toEqual([path]);
  });

  test.each([
    ['Scan', { Action: 'dynamodb:Scan' }],
    ['PartiQL', { Action: ['dynamodb:PartiQLSelect'] }],
    ['an export', { Action: 'dynamodb:ExportTableToPointInTime' }],
    ['every action', { Action: '*' }],
    ['a grant of a key', { Action: 'kms:CreateGrant' }],
    ['everything but', { NotAction: 'iam:*' }],
    ['items without leading keys', { Action: 'dynamodb:GetItem' }],
    [
      'items without the guard',
      {
        Action: 'dynamodb:GetItem',
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#${aws:PrincipalTag/tenant}#*'] },
        },
      },
    ],
    [
      'items whose prefix lacks the terminator',
      {
        Action: 'dynamodb:GetItem',
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#${aws:PrincipalTag/tenant}*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
    ],
  ])('a role that is allowed %s is refused', (_, statement) => {
    const found = poisoned('AWS::IAM::Role', (properties) => {
      set(properties, 'Policies', [
        {
          PolicyName: 'x',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] },
        },
      ]);
    });
    expect(found).toEqual(['policies']);
  });
});
