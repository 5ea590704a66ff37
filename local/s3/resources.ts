import * as z from 'zod';
import type { AppliedResource, DeclaredResource, PolicyDocument, ResourceType } from '../front/service.ts';
import { parseBucket } from './bucket-properties.ts';
import type { Desk } from './request.ts';

/** Names that S3 allows: 3 to 63 letters, digits, hyphens and dots. */
const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const statement = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const policyProperties = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: z.looseObject({ Statement: z.union([statement, z.array(statement)]) }),
});

/** The template resources of S3. */
export const resourceTypes = (desk: Desk): readonly ResourceType[] => [
  { type: 'AWS::S3::Bucket', apply: async (resource) => applyBucket(desk, resource) },
  { type: 'AWS::S3::BucketPolicy', apply: async (resource) => applyPolicy(desk, resource) },
];

function applyBucket({ shelf, clock, place }: Desk, resource: DeclaredResource): AppliedResource {
  const { name: given, config } = parseBucket(resource.properties);
  const name = given ?? resource.defaultName.toLowerCase();
  if (!NAME.test(name))
    throw new Error(`${resource.logicalId}: bucket names are 3 to 63 of a-z, 0-9, dot and hyphen`);
  const before = shelf.buckets.find(name)?.config;
  if (before?.lock && !config.lock)
    throw new Error(`${resource.logicalId}: object lock cannot be switched off`);
  if (before?.versioning !== undefined && config.versioning === undefined)
    throw new Error(`${resource.logicalId}: versioning can be suspended, not removed`);
  shelf.buckets.put(name, config, clock.now());
  return {
    ref: name,
    attributes: {
      Arn: `arn:${place.partition}:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${place.region}.amazonaws.com`,
    },
  };
}

function applyPolicy({ shelf }: Desk, resource: DeclaredResource): AppliedResource {
  const { Bucket, PolicyDocument } = policyProperties.parse(resource.properties);
  const bucket = shelf.buckets.find(Bucket);
  if (!bucket) throw new Error(`${resource.logicalId}: the bucket of a policy must exist first`);
  const statements = [PolicyDocument.Statement].flat();
  if (bucket.config.blockPublicPolicy && statements.some(isPublic))
    throw new Error(`${resource.logicalId}: the bucket blocks public policies`);
  shelf.buckets.putPolicy(Bucket, PolicyDocument as PolicyDocument);
  return { ref: Bucket, attributes: {} };
}

/** An Allow for everybody without any condition. */
const isPublic = ({ Effect, Principal, Condition }: z.infer<typeof statement>): boolean =>
  Effect === 'Allow' && Condition === undefined && JSON.stringify(Principal ?? null).includes('"*"');
