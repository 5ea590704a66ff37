import { emptyReply, xmlReply } from '../reply.ts';
import type { Operation } from '../request.ts';

export const HeadBucket: Operation = async (request, desk) => {
  desk.access.bucket(request.asker, request.bucket, 's3:ListBucket');
  return emptyReply(200, { 'x-amz-bucket-region': desk.place.region, 'x-amz-access-point-alias': 'false' });
};

export const GetBucketLocation: Operation = async (request, desk) => {
  desk.access.bucket(request.asker, request.bucket, 's3:GetBucketLocation');
  // us-east-1 answers an empty element.
  const region = desk.place.region === 'us-east-1' ? '' : desk.place.region;
  return xmlReply('LocationConstraint', region);
};

export const GetBucketVersioning: Operation = async (request, desk) => {
  desk.access.bucket(request.asker, request.bucket, 's3:GetBucketVersioning');
  return xmlReply('VersioningConfiguration', { Status: request.bucket.config.versioning });
};
