import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';

const SDK = import.meta.resolve('@aws-sdk/client-dynamodb');

/** A function that works on the table with the SDK, under its role and nothing else. */
const THINGS = `
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '${SDK}';
const client = new DynamoDBClient({});
const TableName = process.env.TABLE;
export const handler = async (event) => {
  const answer = (statusCode, value) => ({ statusCode, body: JSON.stringify(value) });
  try {
    if (event.resource === '/now') return answer(200, { now: new Date().toISOString() });
    if (event.resource === '/slow') {
      const begun = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return answer(200, { took: Date.now() - begun });
    }
    const id = event.pathParameters?.id;
    if (event.httpMethod === 'PUT') {
      const body = Buffer.from(event.body, 'base64').toString('utf8');
      await client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, body: { S: body } } }));
      return answer(201, { id, tenant: event.requestContext.authorizer.tenant });
    }
    if (event.httpMethod === 'DELETE') return answer(200, await client.send(new ScanCommand({ TableName })));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    return Item ? answer(200, { body: Item.body.S }) : answer(404, {});
  } catch (error) {
    return answer(500, { name: error.name, message: error.message });
  }
};`;

const AUTHORIZER = `
export const handler = async (event) => {
  const [, name] = event.headers.authorization.split(' ');
  if (name === 'nobody') throw new Error('Unauthorized');
  const Resource = event.methodArn.split('/').slice(0, 2).join('/') + '/*/*';
  const Statement = [{ Effect: name === 'denied' ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource }];
  return { principalId: name, policyDocument: { Version: '2012-10-17', Statement }, context: { tenant: name, n: 1 } };
};`;

/** A stream consumer that writes what it saw into the table. */
const NOTES = `
import { DynamoDBClient, PutItemCommand } from '${SDK}';
const client = new DynamoDBClient({});
export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) {
    const id = 'seen-' + dynamodb.Keys.id.S;
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: id }, body: { S: eventName } } }));
  }
};`;

/** A tiny app of two stacks, synthesized in this process. */
export class Fixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  readonly assembly = join(this.folder, 'cdk.out');
  readonly stateDir = join(this.folder, 'state');

  /** Writes the cloud assembly; `extend` may add to the stack of the API. */
  synth(extend?: (stack: Stack) => void): void {
    const app = new App({ outdir: this.assembly, analyticsReporting: false });
    const data = new Stack(app, 'Data');
    const table = new dynamodb.Table(data, 'Things', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.KEYS_ONLY,
    });
    const stack = new Stack(app, 'Api');
    const environment = { TABLE: table.tableName };
    const things = this.#function(stack, 'ThingsFunction', THINGS, environment);
    things.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
    );
    const authorizer = this.#function(stack, 'Authorizer', AUTHORIZER);
    const notes = this.#function(stack, 'Notes', NOTES, environment);
    table.grantWriteData(notes);
    table.grantStreamRead(notes);
    new lambda.CfnEventSourceMapping(stack, 'Mapping', {
      eventSourceArn: table.tableStreamArn ?? '',
      functionName: notes.functionName,
      startingPosition: 'TRIM_HORIZON',
      filterCriteria: {
        filters: [
          { pattern: JSON.stringify({ dynamodb: { Keys: { id: { S: [{ prefix: 'watched' }] } } } }) },
        ],
      },
    });
    const api = new apigateway.SpecRestApi(stack, 'Rest', {
      restApiName: 'things',
      apiDefinition: apigateway.ApiDefinition.fromInline(body(stack, things, authorizer)),
      deployOptions: { stageName: 'v' },
    });
    for (const [id, target] of Object.entries({ things, authorizer })) {
      target.addPermission(`By-${id}`, {
        principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
        sourceArn: api.arnForExecuteApi('*', '/*', '*').replace(/\/\*\/\*\/\*$/, '/*'),
      });
    }
    new sns.CfnTopic(stack, 'Alarms');
    new CfnOutput(stack, 'TableName', { value: table.tableName });
    new CfnOutput(stack, 'ThingsRole', { value: things.role?.roleArn ?? '' });
    extend?.(stack);
    app.synth();
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #function(stack: Stack, id: string, source: string, environment: Record<string, string> = {}) {
    const folder = join(this.folder, 'source', id);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), source);
    return new lambda.Function(stack, id, {
      code: lambda.Code.fromAsset(folder),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      environment,
      timeout: Duration.seconds(20),
      memorySize: 256,
    });
  }
}

function body(stack: Stack, things: lambda.IFunction, authorizer: lambda.IFunction): object {
  const uri = (target: lambda.IFunction): string =>
    `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${target.functionArn}/invocations`;
  const integration = {
    type: 'aws_proxy',
    httpMethod: 'POST',
    uri: uri(things),
    payloadFormatVersion: '1.0',
  };
  const row = { 'x-amazon-apigateway-integration': integration };
  return {
    openapi: '3.0.1',
    info: { title: 'things', version: '1' },
    security: [{ token: [] }],
    paths: {
      '/things/{id}': { get: row, put: row, delete: row },
      '/now': { get: { ...row, security: [] } },
      '/slow': { get: { ...row, security: [] } },
      '/signed': { get: { ...row, security: [{ sigv4: [] }] } },
    },
    components: {
      securitySchemes: {
        token: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'custom',
          'x-amazon-apigateway-authorizer': {
            type: 'request',
            authorizerUri: uri(authorizer),
            identitySource: 'method.request.header.Authorization',
            authorizerResultTtlInSeconds: 30,
          },
        },
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
    'x-amazon-apigateway-binary-media-types': ['*/*'],
    'x-amazon-apigateway-gateway-responses': {
      MISSING_AUTHENTICATION_TOKEN: {
        statusCode: 404,
        responseTemplates: { 'application/problem+json': '{"code":"not-found","id":"$context.requestId"}' },
      },
    },
  };
}
