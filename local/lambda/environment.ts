import { devNull } from 'node:os';
import type { FunctionSpec } from './function.ts';

/** Keys of one role, as every AWS SDK reads them from the environment. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The whole environment of a worker: what the template declares and what Lambda itself sets, nothing of the host.
 * Three names exist only here: the endpoint of this local cloud, and two that keep the developer's own AWS profile out.
 */
export function workerEnvironment(
  spec: FunctionSpec,
  region: string,
  endpoint: string,
  logStream: string,
  credentials: RoleCredentials,
): Record<string, string> {
  return {
    ...spec.environment,
    _HANDLER: spec.handlerText,
    LAMBDA_TASK_ROOT: spec.taskRoot,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_ENDPOINT_URL: endpoint,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}
