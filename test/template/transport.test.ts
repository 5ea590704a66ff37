import { beforeAll, describe, expect, test } from 'vitest';
import { TRANSPORT_RULE } from '../../lib/rules/encryption.ts';
import { resourcesOf, type RuledTemplate } from '../../lib/rules/rule.ts';
import { STAGES } from '../../lib/stage.ts';
import { PROBLEMS, type ProblemCode } from '../../shared/kernel/problems.ts';
import { GATEWAY_PROBLEMS, gatewayResponses } from '../../shared/http/gateway-responses.ts';
import { answerResponse, problemResponse } from '../../shared/http/response.ts';
import { type Templates, templatesOf } from './synthesis.ts';

const { region } = STAGES.prod;
let templates: Templates;
beforeAll(() => {
  templates = templatesOf(STAGES.prod);
});

const everywhere = (type: string) =>
  Object.values(templates).flatMap((template) => resourcesOf(template, type));
const placesIn = (template: RuledTemplate) =>
  TRANSPORT_RULE.findings(template, { region }).map(({ resource, at }) => `${resource}.${at}`);

/** A queue with the statements of its policy; none: without a policy. */
const queue = (statements?: readonly object[]): RuledTemplate => ({
  Resources: {
    Work: { Type: 'AWS::SQS::Queue', Properties: {} },
    ...(statements && {
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: { Queues: [{ Ref: 'Work' }], PolicyDocument: { Statement: statements } },
      },
    }),
  },
});
const REFUSAL = {
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** At least a year, subdomains included (RFC 6797). */
const DEMANDS_HTTPS = /^max-age=(?:3[2-9]|[4-9]\d|\d{3,})\d{6}; includeSubDomains$/;

describe('ENC-01: nothing travels in the clear', () => {
  test('every policy of a table, bucket or topic refuses plain transport, and each of them has one', () => {
    expect(everywhere('AWS::S3::BucketPolicy')).toHaveLength(everywhere('AWS::S3::Bucket').length);
    expect(everywhere('AWS::SNS::TopicPolicy')).toHaveLength(everywhere('AWS::SNS::Topic').length);
    expect(everywhere('AWS::DynamoDB::GlobalTable')).toHaveLength(2);
    for (const template of Object.values(templates)) expect(placesIn(template)).toEqual([]);
  });

  test('a queue is held to it as well, although there is none yet', () => {
    expect(placesIn(queue([REFUSAL]))).toEqual([]);
    expect(placesIn(queue())).toEqual(['Work.Policy']);
    const lax = ['Policy.PolicyDocument.Statement'];
    expect(placesIn(queue([]))).toEqual(lax);
    expect(placesIn(queue([{ ...REFUSAL, Effect: 'Allow' }]))).toEqual(lax);
    expect(placesIn(queue([{ ...REFUSAL, Action: 'sqs:SendMessage' }]))).toEqual(lax);
    expect(placesIn(queue([{ ...REFUSAL, Principal: { AWS: '111122223333' } }]))).toEqual(lax);
    expect(placesIn(queue([{ ...REFUSAL, Condition: {} }]))).toEqual(lax);
  });

  test('buckets refuse TLS below 1.2 by themselves', () => {
    for (const { id, properties } of everywhere('AWS::S3::BucketPolicy'))
      expect(JSON.stringify(properties), id).toContain(
        '"Condition":{"NumericLessThan":{"s3:TlsVersion":1.2}},"Effect":"Deny"',
      );
  });

  test.each([
    ['SecurityPolicy_TLS13_1_2_2021_06', 0],
    ['SecurityPolicy_TLS13_1_3_2025_09', 0],
    ['TLS_1_0', 1],
    [undefined, 1],
  ])('a gateway with the security policy %s has %i findings', (SecurityPolicy, found) => {
    const api = { Type: 'AWS::ApiGateway::RestApi', Properties: { SecurityPolicy } };
    expect(placesIn({ Resources: { Api: api } })).toHaveLength(found);
  });

  test('there is one gateway, with TLS 1.2 or newer and no domain beside it', () => {
    expect(
      everywhere('AWS::ApiGateway::RestApi').map(({ properties }) => properties['SecurityPolicy']),
    ).toEqual([expect.stringMatching(/^SecurityPolicy_TLS13_1_[23]_/)]);
    expect(everywhere('AWS::ApiGateway::DomainName')).toEqual([]);
  });

  test('no template names a plain address', () => {
    expect(/http:\/\//.test(JSON.stringify({ to: 'http://example.org' }))).toBe(true);
    for (const template of Object.values(templates))
      expect(JSON.stringify(template)).not.toMatch(/http:\/\//);
  });

  test('every answer of a function demands HTTPS: with a body, without one, as a page, and every refusal', () => {
    const answers = [
      answerResponse({ status: 200, body: {} }, 'r'),
      answerResponse({ status: 204 }, 'r'),
      answerResponse({ status: 200, html: '<p>' }, 'r'),
      ...(Object.keys(PROBLEMS) as ProblemCode[]).map((code) => problemResponse(code)),
    ];
    for (const { headers } of answers) expect(headers?.['Strict-Transport-Security']).toMatch(DEMANDS_HTTPS);
    expect('max-age=86400; includeSubDomains').not.toMatch(DEMANDS_HTTPS);
  });

  test('and so does everything that the gateway answers by itself', () => {
    const responses = gatewayResponses();
    expect(Object.keys(responses).sort()).toEqual(Object.keys(GATEWAY_PROBLEMS).sort());
    const [body] = everywhere('AWS::ApiGateway::RestApi').map(
      ({ properties }) => properties['Body'] as Record<string, unknown>,
    );
    expect(body?.['x-amazon-apigateway-gateway-responses']).toEqual(responses);
    for (const [type, { responseParameters }] of Object.entries(responses)) {
      const value = responseParameters['gatewayresponse.header.Strict-Transport-Security'];
      expect(value?.replaceAll("'", ''), type).toMatch(DEMANDS_HTTPS);
    }
  });
});
