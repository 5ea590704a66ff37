import type { Stack } from '../../journeys/fixture.ts';

/** Resource types that hold what they are given, and the kind of place under which the scanner looks through them. */
const STORES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'item',
  'AWS::S3::Bucket': 'object',
  'AWS::StepFunctions::StateMachine': 'execution',
  'AWS::Logs::LogGroup': 'log',
  'AWS::SES::EmailIdentity': 'mail',
};

/** Resource types that hold nothing of what passes through them, or keys only. */
const NO_STORES: readonly string[] = [
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
  'AWS::SES::ReceiptRule',
  'AWS::SES::ReceiptRuleSet',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::Scheduler::Schedule',
];

/**
 * What a stack consists of, as far as it could hold something of a person: the kinds of place that have to be looked
 * through, and the resource types that nobody has judged yet, such as a search index or a queue that was added.
 */
export function storesOf({ cloud }: Pick<Stack, 'cloud'>): {
  readonly kinds: readonly string[];
  readonly unjudged: readonly string[];
} {
  const types = [...new Set(cloud.deployment.resources.map(({ type }) => type))];
  return {
    kinds: [...new Set(types.flatMap((type) => STORES[type] ?? []))].toSorted(),
    unjudged: types.filter((type) => !(type in STORES) && !NO_STORES.includes(type)),
  };
}
