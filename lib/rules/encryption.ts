import type { Finding, RuledTemplate, TemplateRule } from './rule.ts';
import { listOf, member, resourcesOf } from './rule.ts';

/** Where each type that keeps something names its key; a type that keeps something has a row here. */
export const KEY_AT: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'Replicas.0.SSESpecification.KMSMasterKeyId',
  'AWS::S3::Bucket':
    'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::StepFunctions::StateMachine': 'EncryptionConfiguration.KmsKeyId',
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::SQS::Queue': 'KmsMasterKeyId',
  'AWS::Backup::BackupVault': 'EncryptionKeyArn',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
};

/** Policies of resources that refuse plain transport: type, where the statements are, and what has to be refused. */
const REFUSING: Readonly<Record<string, { readonly at: string; readonly action: string }>> = {
  'AWS::DynamoDB::GlobalTable': {
    at: 'Replicas.0.ResourcePolicy.PolicyDocument.Statement',
    action: 'dynamodb:*',
  },
  'AWS::S3::BucketPolicy': { at: 'PolicyDocument.Statement', action: 's3:*' },
  // A policy of a topic names single actions; publishing is the one that carries anything.
  'AWS::SNS::TopicPolicy': { at: 'PolicyDocument.Statement', action: 'sns:Publish' },
  'AWS::SQS::QueuePolicy': { at: 'PolicyDocument.Statement', action: 'sqs:*' },
};

/** What needs a policy of its own, and how the policy names it. */
const POLICY_OF: Readonly<Record<string, { readonly policy: string; readonly names: string }>> = {
  'AWS::S3::Bucket': { policy: 'AWS::S3::BucketPolicy', names: 'Bucket' },
  'AWS::SNS::Topic': { policy: 'AWS::SNS::TopicPolicy', names: 'Topics' },
  'AWS::SQS::Queue': { policy: 'AWS::SQS::QueuePolicy', names: 'Queues' },
};

function keyFindings(template: RuledTemplate): Finding[] {
  const keyless = Object.entries(KEY_AT).flatMap(([type, at]) =>
    resourcesOf(template, type)
      // A text would be the name of a key that AWS manages, or of one that no template of ours makes.
      .filter(({ properties }) => typeof member(properties, at) !== 'object')
      .map(({ id }) => ({ rule: 'encryption', resource: id, at, says: `${type} is encrypted with our key` })),
  );
  const still = resourcesOf(template, 'AWS::KMS::Key')
    .filter(({ properties }) => (properties['KeySpec'] ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT')
    .filter(({ properties }) => properties['EnableKeyRotation'] !== true)
    .map(({ id }) => ({ rule: 'encryption', resource: id, at: 'EnableKeyRotation', says: 'a key rotates' }));
  return [...keyless, ...still];
}

const refusesPlain = (action: string) => (statement: unknown) => {
  const condition = member(statement, 'Condition') as Record<string, unknown> | undefined;
  const plain = member(condition, 'Bool') as Record<string, unknown> | undefined;
  return (
    member(statement, 'Effect') === 'Deny' &&
    // Any further condition would let some plain calls pass.
    Object.keys(condition ?? {}).length === 1 &&
    JSON.stringify(plain) === '{"aws:SecureTransport":"false"}' &&
    JSON.stringify(member(statement, 'Principal')).includes('"*"') &&
    listOf(member(statement, 'Action')).includes(action)
  );
};

function transportFindings(template: RuledTemplate): Finding[] {
  const lax = Object.entries(REFUSING).flatMap(([type, { at, action }]) =>
    resourcesOf(template, type)
      .filter(({ properties }) => !listOf(member(properties, at)).some(refusesPlain(action)))
      .map(({ id }) => ({ rule: 'transport', resource: id, at, says: 'the policy refuses plain transport' })),
  );
  const bare = Object.entries(POLICY_OF).flatMap(([type, { policy, names }]) => {
    const named = resourcesOf(template, policy).flatMap(({ properties }) => listOf(properties[names]));
    return resourcesOf(template, type)
      .filter(({ id }) => !named.some((target) => member(target, 'Ref') === id))
      .map(({ id }) => ({ rule: 'transport', resource: id, at: 'Policy', says: `${type} has a policy` }));
  });
  const old = resourcesOf(template, 'AWS::ApiGateway::RestApi')
    .filter(({ properties }) => !/TLS13_1_[23]_/.test(String(properties['SecurityPolicy'])))
    .map(({ id }) => ({ rule: 'transport', resource: id, at: 'SecurityPolicy', says: 'TLS 1.2 or newer' }));
  return [...lax, ...bare, ...old];
}

/** ENC-02: everything that persists has a customer-managed key that rotates. */
export const ENCRYPTION_RULE: TemplateRule = {
  id: 'encryption',
  says: 'Whatever keeps data is encrypted with a rotating key of ours',
  findings: keyFindings,
};

/** ENC-01: nothing is reached over plain transport. */
export const TRANSPORT_RULE: TemplateRule = {
  id: 'transport',
  says: 'Policies refuse plain transport, endpoints refuse TLS below 1.2',
  findings: transportFindings,
};
