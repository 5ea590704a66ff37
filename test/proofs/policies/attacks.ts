import { DeleteItemCommand, GetItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateKeyCommand,
  DecryptCommand,
  GenerateDataKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Stack } from '../../journeys/fixture.ts';
import { assume, clientsOf, functionRole, physicalId, roleArn, type Clients } from '../account.ts';
import type { Change, RawStatement } from './statements.ts';

/** Two tenants on one stack; the attacker has everything of the first one. */
export interface Scene {
  readonly stack: Stack;
  readonly own: string;
  readonly other: string;
  /** The first tenant's session. */
  readonly session: Clients;
  /** Key of an object of the other tenant in the vault. */
  readonly object: string;
  /** Ciphertext and ARN of the other tenant's wrapping key. */
  readonly wrapping: { readonly blob: Uint8Array; readonly key: string };
}

/** One attack, the line of a policy that holds it, and the fault that lets it through. */
export interface Attack {
  readonly name: string;
  /** The statement, by its name. */
  readonly of: RegExp;
  /** What a careless change might add; every attack is refused with this in place. */
  readonly given?: Change;
  /** The line taken out. */
  readonly without: Change;
  readonly run: (scene: Scene) => Promise<unknown>;
}

/** The statement without keys of an operator; without keys, without the whole operator. */
function lacking(operator: string, ...keys: string[]): Change {
  return (statement) => {
    const condition = structuredClone(statement.Condition ?? {});
    if (condition[operator] === undefined) throw new RangeError(`no condition ${operator}`);
    for (const key of keys) delete condition[operator][key];
    if (keys.length === 0 || Object.keys(condition[operator]).length === 0) delete condition[operator];
    return { ...statement, Condition: condition };
  };
}

function granting(...actions: string[]): Change {
  return (statement) => ({ ...statement, Action: [...[statement.Action].flat(), ...actions] });
}

const widened: Change = (statement) =>
  JSON.parse(JSON.stringify(statement).replaceAll('/${aws:PrincipalTag/tenant}/*', '/*')) as RawStatement;

const both =
  (...changes: Change[]): Change =>
  (statement) =>
    changes.reduce<RawStatement>((now, change) => change(now) ?? now, statement);

const LEADING = 'ForAllValues:StringLike';
const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';
const at = (table: string, pk: string, sk: string) => ({
  TableName: table,
  Key: { pk: { S: pk }, sk: { S: sk } },
});
const vault = ({ stack }: Scene) => physicalId(stack, 'AWS::S3::Bucket', 'BucketsVault');
const storageKey = ({ stack }: Scene) => physicalId(stack, 'AWS::KMS::Key', 'KeysStorage');
const asFunction = ({ stack }: Scene, name: string) =>
  clientsOf(stack, stack.credentials(functionRole(stack, name)));
const tenantRole = ({ stack }: Scene) => roleArn(stack, 'RolesTenant');
const partition = (table: string, pk: string, index?: string) => ({
  TableName: table,
  ...(index === undefined ? {} : { IndexName: index }),
  KeyConditionExpression: '#pk = :pk',
  ExpressionAttributeNames: { '#pk': index === undefined ? 'pk' : `${index}Pk` },
  ExpressionAttributeValues: { ':pk': { S: pk } },
});

/** Every line of a policy that narrows what a session or function may do, with an attack that it stops. */
export const ATTACKS: readonly Attack[] = [
  {
    name: 'a session reads an item of another tenant',
    of: /^RolesTenant\w+\/policy\/DataItems$/,
    without: lacking(LEADING),
    run: ({ session, other }) => session.dynamodb.send(new GetItemCommand(at(DATA, `T#${other}#TEN`, 'CTL'))),
  },
  {
    name: 'a session reads the whole table without naming a key, had Scan been granted',
    of: /^RolesTenant\w+\/policy\/DataItems$/,
    given: granting('dynamodb:Scan'),
    without: lacking('Null', 'dynamodb:LeadingKeys'),
    run: ({ session }) => session.dynamodb.send(new ScanCommand({ TableName: DATA })),
  },
  {
    name: 'a session queries a list of another tenant',
    of: /^RolesTenant\w+\/policy\/DataIndexes$/,
    without: lacking(LEADING),
    run: ({ session, other }) =>
      session.dynamodb.send(new QueryCommand(partition(DATA, `T#${other}#LST#contact#0`, 'list'))),
  },
  {
    name: 'a session reads the wrapping keys of another tenant',
    of: /^RolesTenant\w+\/policy\/KeyItems$/,
    without: lacking(LEADING),
    run: ({ session, other }) => session.dynamodb.send(new QueryCommand(partition(KEYS, `T#${other}#WRP`))),
  },
  {
    name: 'a session reads the whole key table without naming a key, had Scan been granted',
    of: /^RolesTenant\w+\/policy\/KeyItems$/,
    given: granting('dynamodb:Scan'),
    without: lacking('Null', 'dynamodb:LeadingKeys'),
    run: ({ session }) => session.dynamodb.send(new ScanCommand({ TableName: KEYS })),
  },
  {
    name: 'a session ends a key of its own tenant without being the eraser',
    of: /^RolesTenant\w+\/policy\/KeyItems$/,
    without: granting('dynamodb:DeleteItem'),
    run: ({ session, own }) =>
      session.dynamodb.send(new DeleteItemCommand(at(KEYS, `T#${own}#KEY#none`, 'CTL'))),
  },
  {
    name: 'a session fetches an object of another tenant',
    of: /^RolesTenant\w+\/policy\/Objects$/,
    without: widened,
    run: (scene) => scene.session.s3.send(new GetObjectCommand({ Bucket: vault(scene), Key: scene.object })),
  },
  {
    name: 'a session lists the objects of everybody',
    of: /^RolesTenant\w+\/policy\/ObjectNames$/,
    without: lacking('StringLike'),
    run: (scene) => scene.session.s3.send(new ListObjectsV2Command({ Bucket: vault(scene) })),
  },
  {
    name: 'a session opens the wrapping key of another tenant under its context',
    of: /^RolesTenant\w+\/policy\/TenantKey$/,
    without: lacking('StringEquals'),
    run: ({ session, other, wrapping }) =>
      session.kms.send(
        new DecryptCommand({
          KeyId: wrapping.key,
          CiphertextBlob: wrapping.blob,
          EncryptionContext: { tenant: other },
        }),
      ),
  },
  {
    name: 'a session uses the storage key by itself',
    of: /^RolesTenant\w+\/policy\/StorageKey$/,
    without: lacking('StringEquals'),
    run: (scene) =>
      scene.session.kms.send(new GenerateDataKeyCommand({ KeyId: storageKey(scene), KeySpec: 'AES_256' })),
  },
  {
    name: 'the platform function uses the storage key by itself',
    of: /^platformRole\w+\/policy\/StorageKey$/,
    without: lacking('StringEquals'),
    run: (scene) =>
      asFunction(scene, 'platform').kms.send(
        new GenerateDataKeyCommand({ KeyId: storageKey(scene), KeySpec: 'AES_256' }),
      ),
  },
  {
    name: 'the platform function reads a tenant’s item without the tenant’s session',
    of: /^platformRole\w+\/policy\/SystemItems$/,
    without: lacking(LEADING),
    run: (scene) =>
      asFunction(scene, 'platform').dynamodb.send(new GetItemCommand(at(DATA, `T#${scene.own}#TEN`, 'CTL'))),
  },
  {
    name: 'the platform function reads the whole table without naming a key, had Scan been granted',
    of: /^platformRole\w+\/policy\/SystemItems$/,
    given: granting('dynamodb:Scan'),
    without: lacking('Null', 'dynamodb:LeadingKeys'),
    run: (scene) => asFunction(scene, 'platform').dynamodb.send(new ScanCommand({ TableName: DATA })),
  },
  {
    name: 'somebody else of the account begins a tenant’s session',
    of: /^RolesTenant\w+\/trust\/0$/,
    without: lacking('ArnEquals'),
    run: (scene) => assume(clientsOf(scene.stack), tenantRole(scene), { tenant: scene.own }),
  },
  {
    name: 'a function begins a session for a tag that is no tenant id',
    of: /^RolesTenant\w+\/trust\/0$/,
    without: lacking('StringLike'),
    run: (scene) => assume(asFunction(scene, 'records'), tenantRole(scene), { tenant: 'everybody' }),
  },
  {
    name: 'a function begins a session without a tenant',
    of: /^RolesTenant\w+\/trust\/0$/,
    without: both(lacking('StringLike'), lacking('Null')),
    run: (scene) => assume(asFunction(scene, 'records'), tenantRole(scene), {}),
  },
  {
    name: 'a function gives a session a second tag',
    of: /^RolesTenant\w+\/trust\/0$/,
    without: lacking('ForAllValues:StringEquals'),
    run: (scene) =>
      assume(asFunction(scene, 'records'), tenantRole(scene), { tenant: scene.own, role: 'admin' }),
  },
  {
    name: 'the onboarding function makes a key that is no tenant’s',
    of: /^onboardRole\w+\/policy\/NewTenantKeys$/,
    without: lacking('StringEquals'),
    run: (scene) => asFunction(scene, 'onboard').kms.send(new CreateKeyCommand({ Description: 'stray' })),
  },
  {
    name: 'the onboarding function ends the storage key',
    of: /^onboardRole\w+\/policy\/TenantKeys$/,
    without: lacking('StringEquals'),
    run: (scene) =>
      asFunction(scene, 'onboard').kms.send(
        new ScheduleKeyDeletionCommand({ KeyId: storageKey(scene), PendingWindowInDays: 30 }),
      ),
  },
];
