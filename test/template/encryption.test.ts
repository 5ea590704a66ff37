import { beforeAll, expect, test } from 'vitest';
import { ENCRYPTION_RULE, KEY_AT } from '../../lib/rules/encryption.ts';
import { LOG_RULE } from '../../lib/rules/logs.ts';
import { listOf, member, resourcesOf } from '../../lib/rules/rule.ts';
import { STAGES } from '../../lib/stage.ts';
import { type Templates, templatesOf } from './synthesis.ts';

const region = STAGES.prod.region;
let templates: Templates;
beforeAll(() => {
  templates = templatesOf(STAGES.prod);
});
const everywhere = (type: string) =>
  Object.values(templates).flatMap((template) => resourcesOf(template, type));

/** Types of the templates that keep nothing; a new type is put here, or has a key. */
const KEEPING_NOTHING = [
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SES::EmailIdentity',
  'AWS::SES::ReceiptRule',
  'AWS::SES::ReceiptRuleSet',
  'AWS::SNS::TopicPolicy',
  'AWS::Scheduler::Schedule',
];

test('ENC-02: every table, bucket, log, workflow and topic has a customer-managed key that rotates', () => {
  for (const type of [
    'DynamoDB::GlobalTable',
    'S3::Bucket',
    'Logs::LogGroup',
    'StepFunctions::StateMachine',
    'SNS::Topic',
  ])
    expect(everywhere(`AWS::${type}`).length, type).toBeGreaterThan(0);
  for (const template of Object.values(templates)) {
    expect(ENCRYPTION_RULE.findings(template, { region })).toEqual([]);
    const types = Object.values(template.Resources ?? {}).map(({ Type }) => Type);
    expect(types.filter((type) => !(type in KEY_AT) && !KEEPING_NOTHING.includes(type))).toEqual([]);
  }
  // No stage of the gateway keeps answers, which would be a store without a key.
  for (const { properties } of everywhere('AWS::ApiGateway::Stage'))
    expect(properties['CacheClusterEnabled'] ?? false).toBe(false);
  const rotating = everywhere('AWS::KMS::Key').filter(
    ({ properties }) => properties['EnableKeyRotation'] === true,
  );
  // The third key signs: asymmetric keys do not rotate.
  expect(rotating).toHaveLength(2);
});

test('part of RET-06: every log ends after twelve months at most', () => {
  expect(everywhere('AWS::Logs::LogGroup').length).toBeGreaterThan(10);
  for (const template of Object.values(templates))
    expect(LOG_RULE.findings(template, { region })).toEqual([]);
});

test('no object of a tenant outlives 35 days after it was replaced, and nothing stays in intake or hand-over', () => {
  for (const { id, properties } of everywhere('AWS::S3::Bucket')) {
    const rules = listOf(member(properties, 'LifecycleConfiguration.Rules'));
    expect(
      rules.every((rule) => member(rule, 'AbortIncompleteMultipartUpload.DaysAfterInitiation') === 1),
    ).toBe(true);
    const versioned = member(properties, 'VersioningConfiguration.Status') === 'Enabled';
    const first = rules[0];
    // A mail that could not be sealed is a request whose clock runs: it waits for a fault to be mended.
    if (!versioned) expect(member(first, 'ExpirationInDays'), id).toBe(id.includes('Inbox') ? 7 : 1);
    else if (properties['ObjectLockEnabled'] !== true)
      expect(Number(member(first, 'NoncurrentVersionExpiration.NoncurrentDays')), id).toBeLessThanOrEqual(35);
    expect(Object.values(properties['PublicAccessBlockConfiguration'] as object)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  }
});
