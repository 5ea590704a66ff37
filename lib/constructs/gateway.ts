import { createHash } from 'node:crypto';
import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { CfnAccount, CfnDeployment, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { AccountRootPrincipal, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { arnOf, namesOf } from '../names.ts';
import type { DataStack } from '../stacks/data.ts';
import type { Stage } from '../stage.ts';
import { platformRoutes, type GatewayDocument } from './gateway-routes.ts';
import { logGroup } from './log-group.ts';
import { allow } from './statements.ts';

/** Name of the gateway's stage; part of the address until a domain name hides it. */
export const API_STAGE = 'api';

/** What the access log holds: no path, no query, no address, no identity. `resourcePath` is the route's pattern. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.responseType',
  milliseconds: '$context.responseLatency',
  tls: '$context.tlsVersion',
};

/** What the gateway is built from. */
export interface GatewayProps {
  readonly stage: Stage;
  readonly data: DataStack;
  /** OpenAPI 3.0.1 with integrations, made from the routes' rows. */
  readonly body: GatewayDocument;
  /** Functions that the gateway may invoke. */
  readonly functions: readonly string[];
}

/** The regional REST API; its paths, authorizer and error bodies come from the rows of the routes. */
export class Gateway extends Construct {
  readonly api: CfnRestApi;
  /** May be assumed from this account and calls the platform's routes, nothing else. */
  readonly operator: Role;
  /** What it may invoke: stage, method and path, with `*` for each parameter. */
  readonly operatorRoutes: readonly string[];

  constructor(scope: Construct, id: string, { stage, data, body, functions }: GatewayProps) {
    super(scope, id);
    const log = logGroup(this, 'AccessLog', stage, 'access', data.keys.logs);
    this.api = new CfnRestApi(this, 'Api', {
      name: namesOf(stage).prefix,
      description: 'Bailiwick',
      body,
      endpointConfiguration: { types: ['REGIONAL'] },
      // TLS 1.2 with forward secrecy, or 1.3; strict access also checks that the name asked for is the one served.
      securityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      endpointAccessMode: 'STRICT',
      failOnWarnings: true,
    });
    // A deployment is a copy of the body: another body has to be another deployment.
    const text = JSON.stringify(Stack.of(this).resolve(body));
    const deployment = new CfnDeployment(this, 'Deployment', { restApiId: this.api.ref });
    deployment.overrideLogicalId(`Deployment${createHash('sha256').update(text).digest('hex').slice(0, 12)}`);
    const deployed = new CfnStage(this, 'Stage', {
      restApiId: this.api.ref,
      deploymentId: deployment.ref,
      stageName: API_STAGE,
      tracingEnabled: false,
      accessLogSetting: { destinationArn: log.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      methodSettings: [
        {
          httpMethod: '*',
          resourcePath: '/*',
          // Execution logs and traces would hold requests.
          loggingLevel: 'OFF',
          dataTraceEnabled: false,
          metricsEnabled: true,
          // A cache of answers would be a store of personal data.
          cachingEnabled: false,
          throttlingRateLimit: 1000,
          throttlingBurstLimit: 500,
        },
      ],
    });
    deployed.node.addDependency(this.#logWriter());
    const arn = arnOf('execute-api', this.api.ref);
    for (const name of functions)
      new CfnPermission(this, `Invoke-${name}`, {
        action: 'lambda:InvokeFunction',
        functionName: namesOf(stage).function(name),
        principal: 'apigateway.amazonaws.com',
        sourceAccount: Aws.ACCOUNT_ID,
        sourceArn: name === 'authorizer' ? `${arn}/authorizers/*` : `${arn}/${API_STAGE}/*/*`,
      });
    this.operatorRoutes = platformRoutes(body).map(
      ({ method, path }) => `${API_STAGE}/${method}${path.replace(/\{[^}]+\}/g, '*')}`,
    );
    this.operator = this.#operatorRole(this.operatorRoutes.map((route) => `${arn}/${route}`));
  }

  /** The address of the default endpoint, without a slash at the end. */
  get url(): string {
    return `https://${this.api.ref}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${API_STAGE}`;
  }

  /** One setting per account and region: without it no stage may write an access log. */
  #logWriter(): CfnAccount {
    const role = new Role(this, 'LogWriter', {
      description: 'Bailiwick: lets API Gateway write access logs',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: {
        logs: new PolicyDocument({
          // API Gateway refuses a role that lacks one of these on every group (guide, set up CloudWatch logging).
          statements: [
            allow(
              'Logs',
              ['CreateLogGroup', 'CreateLogStream', 'DescribeLogGroups', 'DescribeLogStreams', 'PutLogEvents']
                .concat(['GetLogEvents', 'FilterLogEvents'])
                .map((action) => `logs:${action}`),
              ['*'],
            ),
          ],
        }),
      },
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }

  #operatorRole(routes: readonly string[]): Role {
    return new Role(this, 'Operator', {
      description: 'Bailiwick: calls the routes of the platform',
      assumedBy: new AccountRootPrincipal(),
      inlinePolicies:
        // An empty policy is no policy: without a route of the platform the role may do nothing.
        routes.length === 0
          ? {}
          : {
              platform: new PolicyDocument({
                statements: [allow('PlatformRoutes', ['execute-api:Invoke'], routes)],
              }),
            },
    });
  }
}
