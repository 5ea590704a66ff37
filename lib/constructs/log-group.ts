import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';

/** Technical logs are kept for twelve months at most (RET-06). */
export const LOG_RETENTION = RetentionDays.ONE_YEAR;

/** A log group under the stage's prefix, which is the one that the log key may be used for. */
export function logGroup(scope: Construct, id: string, stage: Stage, name: string, key: IKey): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName: namesOf(stage).logGroup(name),
    encryptionKey: key,
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
