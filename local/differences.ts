import type { Difference } from './difference.ts';
import { DYNAMODB_DIFFERENCES } from './dynamodb/differences.ts';
import { FRONT_DIFFERENCES } from './front/differences.ts';
import { GATEWAY_DIFFERENCES } from './gateway/differences.ts';
import { IAM_DIFFERENCES } from './iam/differences.ts';
import { KMS_DIFFERENCES } from './kms/differences.ts';
import { LAMBDA_DIFFERENCES } from './lambda/differences.ts';
import { LOGS_DIFFERENCES } from './logs/differences.ts';
import { S3_DIFFERENCES } from './s3/differences.ts';
import { SCHEDULER_DIFFERENCES } from './scheduler/differences.ts';
import { SES_DIFFERENCES } from './ses/differences.ts';
import { STATES_DIFFERENCES } from './states/differences.ts';
import { STS_DIFFERENCES } from './sts/differences.ts';

/** Every known difference, by service. */
export const DIFFERENCES: Readonly<Record<string, readonly Difference[]>> = {
  'Every service': FRONT_DIFFERENCES,
  DynamoDB: DYNAMODB_DIFFERENCES,
  S3: S3_DIFFERENCES,
  KMS: KMS_DIFFERENCES,
  Lambda: LAMBDA_DIFFERENCES,
  'API Gateway': GATEWAY_DIFFERENCES,
  'Step Functions': STATES_DIFFERENCES,
  'EventBridge Scheduler': SCHEDULER_DIFFERENCES,
  SES: SES_DIFFERENCES,
  STS: STS_DIFFERENCES,
  IAM: IAM_DIFFERENCES,
  'CloudWatch Logs': LOGS_DIFFERENCES,
};
