import { isRegion, REGIONS } from '../../shared/kernel/regions.ts';
import type { Finding, RuledTemplate, StackEnvironment, TemplateRule } from './rule.ts';
import { textsOf, type Text } from './texts.ts';

/** Anything that has the form of a region, zones of availability included. */
const REGION =
  /(?<![a-z0-9])((?:us|eu|ap|sa|ca|me|af|il|mx|cn|eusc|eu-isoe|us-gov|us-isob?|us-isof)(?:-de)?-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+)[a-z]?(?![a-z0-9])/g;

/** Services that the product may use: each has an endpoint in every region of the list and keeps its data there. */
const SERVICES = new Set([
  'ApiGateway',
  'CloudWatch',
  'DynamoDB',
  'Events',
  'IAM',
  'KMS',
  'Lambda',
  'Logs',
  'S3',
  'Scheduler',
  'SES',
  'SNS',
  'StepFunctions',
]);

/** Names of service principals and sources of events are the same in every partition. */
const SAME_EVERYWHERE = new Set(['Principal', 'EventPattern']);

interface Literal {
  readonly id: string;
  readonly pattern: RegExp;
  readonly says: string;
}

const LITERALS: readonly Literal[] = [
  { id: 'partition.literal', pattern: /arn:aws[a-z-]*:/, says: 'an ARN names its partition by a token' },
  {
    id: 'suffix.literal',
    pattern: /amazonaws\.(?:com|eu|cn)|\.api\.aws|\.on\.aws|cloudfront\.net/,
    says: 'a host name ends in the token of the URL suffix',
  },
  {
    id: 'profile.global',
    pattern: /(?<![a-z0-9.-])(?:global|us|apac)\.(?:amazon|anthropic|cohere|meta|mistral)\./,
    says: 'an inference profile that leaves the Union',
  },
];

function ofText({ path, text }: Text, { region }: StackEnvironment): Omit<Finding, 'resource' | 'at'>[] {
  const partition = isRegion(region) ? REGIONS[region].partition : undefined;
  const regions = [...text.matchAll(REGION)].flatMap(([, found = '']) => {
    if (isRegion(found) && REGIONS[found].partition === partition) return [];
    return [{ rule: 'region.foreign', says: `${found} is not a region that this stack may name` }];
  });
  if (path.some((name) => SAME_EVERYWHERE.has(name))) return regions;
  const literals = LITERALS.filter(({ pattern }) => pattern.test(text));
  return [...regions, ...literals.map(({ id, says }) => ({ rule: id, says }))];
}

/**
 * Everything in a template that could take data out of the allowed regions: its own region, regions and zones in any
 * text, replicas, literal partitions and host names, services outside the list. A pure function of the template.
 */
export function regionFindings(template: RuledTemplate, environment: StackEnvironment): Finding[] {
  const { region } = environment;
  const own: Finding[] = isRegion(region)
    ? []
    : [{ rule: 'region.foreign', resource: 'stack', at: 'env', says: `${region} is not on the allow-list` }];
  const services = Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata' && !SERVICES.has(Type.split('::')[1] ?? ''))
    .map(([resource, { Type }]) => ({
      rule: 'service.foreign',
      resource,
      at: 'Type',
      says: `${Type} is no service of the list`,
    }));
  const sections = ['Resources', 'Outputs', 'Parameters', 'Mappings', 'Conditions'];
  const texts = sections.flatMap((section) => textsOf(template[section], [section]));
  const found = texts.flatMap((text) =>
    ofText(text, environment).map((finding) => ({
      ...finding,
      resource: text.path[1] ?? text.path[0] ?? '',
      at: text.path.slice(2).join('.'),
    })),
  );
  return [...own, ...services, ...found];
}

/** The allow-list of regions and services, as a rule over templates. */
export const REGION_RULE: TemplateRule = {
  id: 'regions',
  says: 'Data, keys, logs and calls stay in the allowed regions',
  findings: regionFindings,
};
