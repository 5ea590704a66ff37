import { describe, expect, test } from 'vitest';
import type { AccessRequest, PolicyStatement } from '../../../local/front/service.ts';
import { session, worker } from './decide.ts';

const TABLE = 'arn:aws:dynamodb:eu-central-1:000000000000:table/data';
const KEY = 'arn:aws:kms:eu-central-1:000000000000:key/1234abcd';

const DATA: PolicyStatement = {
  Sid: 'Data',
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Put*', 'dynamodb:BatchGetItem'],
  Resource: [TABLE, `${TABLE}/index/*`],
  Condition: {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['T#${aws:PrincipalTag/tenant}#*'] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  },
};
const UNGUARDED: PolicyStatement = {
  ...DATA,
  Action: 'dynamodb:*',
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'T#${aws:PrincipalTag/tenant}#*' } },
};
const UNTERMINATED: PolicyStatement = {
  ...DATA,
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': '${aws:PrincipalTag/tenant}*' } },
};
const FILES: PolicyStatement = {
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::files/${aws:PrincipalTag/tenant}/*',
};
const SEALS: PolicyStatement = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: 'arn:aws:kms:eu-central-1:000000000000:key/*',
  Condition: { StringEquals: { 'kms:EncryptionContext:tenant': '${aws:PrincipalTag/tenant}' } },
};

const leading = (...keys: string[]): AccessRequest['context'] => ({ 'dynamodb:LeadingKeys': keys });

interface Row {
  readonly case: string;
  readonly statement: PolicyStatement;
  readonly tags: Record<string, string>;
  readonly action: string;
  readonly resource: string;
  readonly context?: AccessRequest['context'];
  readonly allowed: boolean;
}

const acme = { tenant: 'acme' };
const get = { action: 'dynamodb:GetItem', resource: TABLE };
const open = { action: 'kms:Decrypt', resource: KEY };

const ROWS: readonly Row[] = [
  {
    case: 'own partition',
    statement: DATA,
    tags: acme,
    ...get,
    context: leading('T#acme#P#1'),
    allowed: true,
  },
  {
    case: 'index of own partition',
    statement: DATA,
    tags: acme,
    action: 'dynamodb:Query',
    resource: `${TABLE}/index/due`,
    context: leading('T#acme#D'),
    allowed: true,
  },
  {
    case: 'foreign partition',
    statement: DATA,
    tags: acme,
    ...get,
    context: leading('T#other#P#1'),
    allowed: false,
  },
  {
    case: 'a batch that mixes tenants',
    statement: DATA,
    tags: acme,
    action: 'dynamodb:BatchGetItem',
    resource: TABLE,
    context: leading('T#acme#a', 'T#other#b'),
    allowed: false,
  },
  {
    case: 'a longer tenant name with the same beginning',
    statement: DATA,
    tags: acme,
    ...get,
    context: leading('T#acme-eu#P#1'),
    allowed: false,
  },
  {
    case: 'a longer name, policy without terminator (the trap)',
    statement: UNTERMINATED,
    tags: acme,
    ...get,
    context: leading('acme-eu#P#1'),
    allowed: true,
  },
  {
    case: 'a scan, which has no leading key',
    statement: DATA,
    tags: acme,
    action: 'dynamodb:Scan',
    resource: TABLE,
    allowed: false,
  },
  {
    case: 'a call without leading keys under the Null guard',
    statement: DATA,
    tags: acme,
    ...get,
    allowed: false,
  },
  {
    case: 'a scan without the Null guard (the trap)',
    statement: UNGUARDED,
    tags: acme,
    action: 'dynamodb:Scan',
    resource: TABLE,
    allowed: true,
  },
  {
    case: 'a session without the tag',
    statement: DATA,
    tags: {},
    ...get,
    context: leading('T##P#1'),
    allowed: false,
  },
  {
    case: 'a tag value of *',
    statement: DATA,
    tags: { tenant: '*' },
    ...get,
    context: leading('T#other#P#1'),
    allowed: false,
  },
  {
    case: 'a tag value of * on its own literal partition',
    statement: DATA,
    tags: { tenant: '*' },
    ...get,
    context: leading('T#*#P#1'),
    allowed: true,
  },
  {
    case: 'a tag value of a variable',
    statement: DATA,
    tags: { tenant: '${aws:PrincipalArn}' },
    ...get,
    context: leading('T#acme#P#1'),
    allowed: false,
  },
  {
    case: 'another table',
    statement: DATA,
    tags: acme,
    action: 'dynamodb:GetItem',
    resource: TABLE.replace('data', 'keys'),
    context: leading('T#acme#P#1'),
    allowed: false,
  },
  {
    case: 'the action in other letters',
    statement: DATA,
    tags: acme,
    action: 'dynamodb:getitem',
    resource: TABLE,
    context: leading('T#acme#P#1'),
    allowed: true,
  },
  {
    case: 'an object below the own prefix',
    statement: FILES,
    tags: acme,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::files/acme/1',
    allowed: true,
  },
  {
    case: 'an object below a foreign prefix',
    statement: FILES,
    tags: acme,
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::files/acme-eu/1',
    allowed: false,
  },
  {
    case: 'an object, tag missing',
    statement: FILES,
    tags: {},
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::files//1',
    allowed: false,
  },
  {
    case: 'the own encryption context',
    statement: SEALS,
    tags: acme,
    ...open,
    context: { 'kms:EncryptionContext:tenant': 'acme' },
    allowed: true,
  },
  {
    case: 'a foreign encryption context',
    statement: SEALS,
    tags: acme,
    ...open,
    context: { 'kms:EncryptionContext:tenant': 'other' },
    allowed: false,
  },
  { case: 'no encryption context', statement: SEALS, tags: acme, ...open, allowed: false },
  { case: 'no context and no tag', statement: SEALS, tags: {}, ...open, allowed: false },
];

describe('a tenant session reaches its own partitions, objects and keys, and nobody else’s', () => {
  test.for(ROWS)('$case: allowed = $allowed', async (row) => {
    const { decide } = await worker(row.statement);
    const { action, resource, context = {} } = row;
    expect(decide(session(row.tags), { action, resource, context }).allowed).toBe(row.allowed);
  });
});
