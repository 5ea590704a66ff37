import { VirtualClock } from '../../../local/clock.ts';
import { AwsError, type Principal } from '../../../local/front/service.ts';
import { createGateway, type Gateway } from '../../../local/gateway/gateway.ts';
import type { InvokeOptions } from '../../../local/lambda/functions.ts';
import type { Credential } from '../../../local/iam/credentials.ts';

export const PLACE = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
const FUNCTION = 'arn:aws:lambda:eu-central-1:000000000000:function';
const SIGNER: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/signer', tags: {} };

/** What a test's function gets and answers. */
export type FakeFunction = (event: Record<string, unknown>) => unknown;

export interface Invoked {
  readonly functionArn: string;
  readonly event: Record<string, unknown>;
  readonly principal: Principal;
  readonly options: InvokeOptions;
}

export const integration = (name: string, changes: object = {}) => ({
  type: 'aws_proxy',
  httpMethod: 'POST',
  uri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${FUNCTION}:${name}/invocations`,
  ...changes,
});

export const operation = (name: string, changes: object = {}) => ({
  'x-amazon-apigateway-integration': integration(name),
  ...changes,
});

export const authorizerScheme = (changes: object = {}) => ({
  type: 'apiKey',
  name: 'Authorization',
  in: 'header',
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': {
    type: 'request',
    authorizerUri: integration('authorizer').uri,
    identitySource: 'method.request.header.Authorization',
    authorizerResultTtlInSeconds: 30,
    ...changes,
  },
});

/** A gateway over functions given as plain callbacks, with a fixed signing key. */
export class Harness {
  readonly clock = new VirtualClock();
  readonly invoked: Invoked[] = [];
  readonly functions = new Map<string, FakeFunction>();
  readonly gateway: Gateway;
  readonly logged: string[] = [];
  readonly key = { accessKeyId: 'AKIASIGNERSIGNERSIGN', secretAccessKey: 'secret' };
  denied = false;
  url = '';

  constructor() {
    this.gateway = createGateway({
      place: PLACE,
      clock: this.clock,
      authorize: () => {
        if (this.denied) throw new AwsError('AccessDeniedException', 'no');
      },
      lookup: (id): Credential | undefined =>
        id === this.key.accessKeyId ? { secret: this.key.secretAccessKey, principal: SIGNER } : undefined,
      invoke: async (functionArn, payload, principal, options) => {
        const event = payload as Record<string, unknown>;
        this.invoked.push({ functionArn, event, principal, options });
        const run = this.functions.get(functionArn.split(':').at(-1) ?? '');
        if (run === undefined) throw new AwsError('AccessDeniedException', 'no permission');
        try {
          return { requestId: 'r', payload: JSON.stringify((await run(event)) ?? null) };
        } catch (thrown) {
          const error = { errorType: 'Error', errorMessage: (thrown as Error).message };
          return { requestId: 'r', payload: JSON.stringify(error), error };
        }
      },
      assume: (roleArn) => ({ kind: 'session', arn: roleArn, roleArn, tags: {} }),
      accessLog: (group, line) => void this.logged.push(`${group} ${line}`),
    });
  }

  apply(type: string, logicalId: string, properties: Record<string, unknown>) {
    const row = this.gateway.types.find((known) => known.type === `AWS::ApiGateway::${type}`);
    if (row === undefined) throw new Error(type);
    return row.apply({ stack: 'S', logicalId, properties, defaultName: `S-${logicalId}` });
  }

  /** Deploys a body with one stage `v` and listens. */
  async serve(body: object, stage: Record<string, unknown> = {}): Promise<void> {
    const { ref } = await this.apply('RestApi', 'Api', { Body: { openapi: '3.0.1', ...body } });
    await this.apply('Stage', 'Stage', { RestApiId: ref, StageName: 'v', ...stage });
    const [served] = await this.gateway.start([]);
    this.url = served?.url ?? '';
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  async close(): Promise<void> {
    await this.gateway.close();
    this.clock.stop();
  }
}
