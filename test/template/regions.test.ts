import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, test } from 'vitest';
import { TemplateRules } from '../../lib/rules/plugin.ts';
import { regionFindings } from '../../lib/rules/regions.ts';
import type { RuledTemplate } from '../../lib/rules/rule.ts';
import { checkStage, type Stage, STAGES } from '../../lib/stage.ts';
import { isRegion, REGIONS } from '../../shared/kernel/regions.ts';
import { inTemporaryFolder, templatesOf, withSynthesis } from './synthesis.ts';

/** Commercial, government, Chinese and sovereign regions outside the list; London and Zurich among them. */
const FOREIGN = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'us-gov-east-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'ca-central-1',
  'ca-west-1',
  'mx-central-1',
  'sa-east-1',
  'eu-west-2',
  'eu-central-2',
  'af-south-1',
  'me-south-1',
  'me-central-1',
  'il-central-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-1',
  'ap-south-2',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-5',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
];

const resource = (Type: string, Properties: Record<string, unknown>): RuledTemplate => ({
  Resources: { Poison: { Type, Properties } },
});

/** Places in which a region can hide. */
const PLACES: Readonly<Record<string, (region: string) => RuledTemplate>> = {
  replica: (region) =>
    resource('AWS::DynamoDB::GlobalTable', { Replicas: [{ Region: 'eu-central-1' }, { Region: region }] }),
  'ARN in a policy': (region) =>
    resource('AWS::IAM::Role', {
      Policies: [{ Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:${region}:x`]] } }],
    }),
  'ARN taken apart': (region) =>
    resource('AWS::IAM::Role', {
      Description: { 'Fn::Join': ['-', region.split('-')] },
    }),
  'host name in a variable': (region) =>
    resource('AWS::Lambda::Function', {
      Environment: { Variables: { SINK: { 'Fn::Sub': `https://logs.${region}.\${AWS::URLSuffix}/` } } },
    }),
  'value of a substitution': (region) =>
    resource('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Sub': ['${r}', { r: region }] } }),
  'zone of availability': (region) => resource('AWS::S3::Bucket', { BucketName: `x--${region}a--y` }),
  'name of a property': (region) => resource('AWS::S3::Bucket', { [region]: true }),
  mapping: (region) => ({ Mappings: { Sinks: { [region]: { name: 'x' } } } }),
  'parameter default': (region) => ({ Parameters: { Sink: { Type: 'String', Default: region } } }),
  output: (region) => ({ Outputs: { Sink: { Value: region } } }),
};

const rulesOf = (template: RuledTemplate, region = 'eu-central-1') =>
  regionFindings(template, { region }).map(({ rule }) => rule);

describe('part of SUB-09: stored in the Union', () => {
  test.each(Object.entries(PLACES))('a foreign region is found as %s', (_, place) => {
    for (const region of FOREIGN) expect(rulesOf(place(region)), region).toContain('region.foreign');
  });

  test.each(Object.entries(PLACES))(
    'an allowed region of the same partition is accepted as %s',
    (_, place) => {
      for (const [region, { partition }] of Object.entries(REGIONS))
        if (partition === 'aws') expect(rulesOf(place(region)), region).toEqual([]);
    },
  );

  test('a stack in a foreign region, or in none, is refused', () => {
    for (const region of [...FOREIGN.filter((name) => !isRegion(name)), 'unknown'])
      expect(rulesOf({}, region)).toEqual(['region.foreign']);
    for (const region of Object.keys(REGIONS)) expect(rulesOf({}, region)).toEqual([]);
  });

  test.each(['us-east-1', 'eu-west-2', 'eu-central-2'])('a stage in %s does not build', (region) => {
    expect(() => checkStage({ ...STAGES.dev, region } as unknown as Stage)).toThrow('not on the allow-list');
  });

  test.each([
    ['literal partition', 'arn:aws:s3:::x', 'partition.literal'],
    ['literal partition of China', 'arn:aws-cn:s3:::x', 'partition.literal'],
    ['literal suffix', 'https://s3.eu-central-1.amazonaws.com', 'suffix.literal'],
    ['literal sovereign suffix', 'https://s3.eusc-de-east-1.amazonaws.eu', 'suffix.literal'],
    ['global inference profile', 'global.anthropic.claude', 'profile.global'],
  ])('a %s is refused', (_, text, rule) => {
    expect(rulesOf(resource('AWS::Lambda::Function', { Description: text }))).toContain(rule);
  });

  test('a service principal is the same in every partition and is accepted', () => {
    const statement = { Principal: { Service: 'lambda.amazonaws.com' } };
    expect(
      rulesOf(resource('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [statement] } })),
    ).toEqual([]);
  });

  test.each(['AWS::CloudFront::Distribution', 'AWS::Route53::RecordSet', 'AWS::Backup::BackupPlan'])(
    '%s is refused: not a service of the list',
    (type) => {
      expect(rulesOf(resource(type, {}))).toEqual(['service.foreign']);
    },
  );

  test('the sovereign region synthesizes, and names no other partition', () => {
    withSynthesis(STAGES.sovereign, ({ app }) => expect(() => app.synth()).not.toThrow());
    const text = JSON.stringify(templatesOf(STAGES.sovereign));
    expect(text).not.toMatch(/arn:aws[:-]|eu-central-1/);
  });
});

describe('part of SUB-09: poisoned stacks do not synthesize', () => {
  const poisoned = (region: string, poison: (stack: Stack) => void) => () =>
    inTemporaryFolder((outdir) => {
      const app = new App({ outdir, postCliContext: {}, builtinCloudFormationValidation: false });
      Validations.of(app).addPlugins(new TemplateRules());
      poison(new Stack(app, 'poisoned', { env: { region } }));
      app.synth();
    });
  const role = (text: string) => (stack: Stack) =>
    new CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, description: text });

  test('an innocent stack synthesizes', () => {
    expect(poisoned('eu-central-1', role('innocent'))).not.toThrow();
  });

  test.each(['us-east-1', 'eu-west-2', 'eu-central-2'])('a stack in %s', (region) => {
    expect(poisoned(region, role('innocent'))).toThrow();
  });

  test('a replica outside the list', () => {
    const poison = (stack: Stack) =>
      new CfnGlobalTable(stack, 'Table', {
        attributeDefinitions: [],
        keySchema: [],
        replicas: [{ region: 'eu-central-1' }, { region: 'us-east-1' }],
      });
    expect(poisoned('eu-central-1', poison)).toThrow();
  });

  test('a table of the type that no rule reads', () => {
    const poison = (stack: Stack) => new CfnTable(stack, 'Table', { keySchema: [] });
    expect(poisoned('eu-central-1', poison)).toThrow();
  });

  test.each(['arn:aws:iam::x', 'logs.us-east-1.example'])('a text that says %s', (text) => {
    expect(poisoned('eu-central-1', role(text))).toThrow();
  });

  test('an endpoint outside the list in the environment of a function', () => {
    const poison = (stack: Stack) =>
      new CfnFunction(stack, 'Function', {
        code: {},
        role: 'x',
        environment: { variables: { AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com' } },
      });
    expect(poisoned('eu-central-1', poison)).toThrow();
  });
});
