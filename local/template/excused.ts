/** A resource type that has no local counterpart, and why nothing is missed on one machine. */
export interface Excuse {
  readonly type: string;
  readonly reason: string;
  /** What `Ref` yields; `{name}` is the physical name, `{region}`, `{account}`, `{partition}` the place. Default `{name}`. */
  readonly ref?: string;
  /** What `Fn::GetAtt` yields by attribute, same placeholders. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The property that holds a physical name of the template's own choice. */
  readonly named?: string;
  /** Excuses only resources of an otherwise emulated type for which this holds. */
  readonly when?: (properties: Readonly<Record<string, unknown>>) => boolean;
}

const ALARM_ARN = 'arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}';
const TOPIC_ARN = 'arn:{partition}:sns:{region}:{account}:{name}';
const TRAIL_ARN = 'arn:{partition}:cloudtrail:{region}:{account}:trail/{name}';

/** A rule over what CloudTrail writes; nothing here emits such events. */
function overTrail({ EventPattern, ScheduleExpression }: Readonly<Record<string, unknown>>): boolean {
  const { 'detail-type': kinds } = (EventPattern ?? {}) as { 'detail-type'?: unknown };
  const named = Array.isArray(kinds) ? (kinds as unknown[]) : [];
  return (
    ScheduleExpression === undefined &&
    named.length > 0 &&
    named.every((kind) => typeof kind === 'string' && kind.endsWith('via CloudTrail'))
  );
}

/** Every type of a template must be emulated or stand here. */
export const EXCUSED: readonly Excuse[] = [
  { type: 'AWS::CDK::Metadata', reason: 'usage statistics of the CDK; creates nothing' },
  {
    type: 'AWS::CloudWatch::Alarm',
    reason: 'evaluated by CloudWatch only',
    attributes: { Arn: ALARM_ARN },
    named: 'AlarmName',
  },
  {
    type: 'AWS::CloudWatch::CompositeAlarm',
    reason: 'evaluated by CloudWatch only',
    attributes: { Arn: ALARM_ARN },
    named: 'AlarmName',
  },
  { type: 'AWS::CloudWatch::Dashboard', reason: 'a picture of metrics; the status page shows the counters' },
  { type: 'AWS::Logs::MetricFilter', reason: 'turns log lines into metrics that only CloudWatch holds' },
  { type: 'AWS::Logs::QueryDefinition', reason: 'a saved query of the console' },
  {
    type: 'AWS::SNS::Topic',
    reason: 'carries alarms to people; no alarm is evaluated here',
    ref: TOPIC_ARN,
    attributes: { TopicArn: TOPIC_ARN, TopicName: '{name}' },
    named: 'TopicName',
  },
  { type: 'AWS::SNS::TopicPolicy', reason: 'guards a topic to which nothing is published here' },
  { type: 'AWS::SNS::Subscription', reason: 'carries alarms to people; no alarm is evaluated here' },
  {
    type: 'AWS::CloudTrail::Trail',
    reason: 'the record AWS keeps of API calls; the front lists recent calls on the status page',
    attributes: { Arn: TRAIL_ARN },
    named: 'TrailName',
  },
  { type: 'AWS::WAFv2::WebACL', reason: 'filters the open internet; this gateway listens on loopback only' },
  { type: 'AWS::WAFv2::WebACLAssociation', reason: 'attaches a web ACL, which is excused' },
  { type: 'AWS::WAFv2::LoggingConfiguration', reason: 'logs of a web ACL, which is excused' },
  { type: 'AWS::ApiGateway::DomainName', reason: 'needs DNS and a certificate; served at the root instead' },
  { type: 'AWS::ApiGateway::BasePathMapping', reason: 'belongs to a domain name, which is excused' },
  {
    type: 'AWS::Events::Rule',
    reason: 'rules over CloudTrail events only; AWS alone writes that trail (schedules are emulated)',
    when: overTrail,
  },
  { type: 'AWS::CertificateManager::Certificate', reason: 'loopback speaks plain HTTP' },
  { type: 'AWS::Route53::RecordSet', reason: 'there is no DNS on loopback' },
  { type: 'AWS::Budgets::Budget', reason: 'nothing costs anything here' },
  { type: 'AWS::XRay::Group', reason: 'traces are kept by X-Ray only' },
];

/** Fills the placeholders of an excuse. */
export function fill(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
