import type { Clock } from '../clock.ts';
import type { AccessRequest, Authorize, Place, World } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { AliasStore } from './alias-store.ts';
import type { Deletions } from './deletions.ts';
import type { Key, KeyUsage } from './key.ts';
import { aliasArn } from './key.ts';
import type { Conditions } from './requests.ts';
import { keyRequest } from './requests.ts';
import type { KeyStore } from './store.ts';

/** A key that a call names, and the alias it was named by. */
export interface NamedKey {
  readonly key: Key;
  /** The IAM question for this key, with `kms:RequestAlias` when an alias was used. */
  readonly request: (action: string, conditions?: Conditions) => AccessRequest;
}

/** What every operation works with: stores, clock, place, and how names become keys. */
export class Desk {
  readonly keys: KeyStore;
  readonly aliases: AliasStore;
  readonly deletions: Deletions;
  readonly place: Place;
  readonly clock: Clock;
  readonly authorize: Authorize;

  constructor(world: World, keys: KeyStore, aliases: AliasStore, deletions: Deletions) {
    this.keys = keys;
    this.aliases = aliases;
    this.deletions = deletions;
    this.place = world.place;
    this.clock = world.clock;
    this.authorize = world.authorize;
  }

  /** Finds a key by id, key ARN, alias name or alias ARN; throws `NotFoundException`. */
  named(name: string): NamedKey {
    const alias = this.aliasNameOf(name);
    if (alias === undefined) return this.#use(this.#existing(this.#idOf(name), name));
    const target = this.aliases.find(alias);
    if (!target) throw notFound(`Alias ${aliasArn(this.place, alias)} is not found.`);
    return this.#use(this.#existing(target.keyId, name), { 'kms:RequestAlias': alias });
  }

  /** Finds a key by its id alone, as a ciphertext names it. */
  byId(id: string): NamedKey | undefined {
    const key = this.#find(id);
    return key && this.#use(key);
  }

  /** `alias/name` out of an alias name or alias ARN of this account and region, else undefined. */
  aliasNameOf(name: string): string | undefined {
    const prefix = aliasArn(this.place, '');
    const local = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    return local.startsWith('alias/') ? local : undefined;
  }

  #idOf(name: string): string {
    if (!name.startsWith('arn:')) return name;
    const prefix = aliasArn(this.place, 'key/');
    if (!name.startsWith(prefix)) throw notFound('The key is not in this account and region.');
    return name.slice(prefix.length);
  }

  #find(id: string): Key | undefined {
    this.deletions.destroyDue();
    return this.keys.find(id);
  }

  #existing(id: string, name: string): Key {
    const key = this.#find(id);
    if (key) return key;
    throw notFound(name.startsWith('arn:') || UUID.test(id) ? 'The key does not exist.' : 'Invalid keyId.');
  }

  #use(key: Key, named: Conditions = {}): NamedKey {
    const aliases = this.aliases.ofKey(key.id);
    return {
      key,
      request: (action, conditions) =>
        keyRequest(action, key, aliases, this.place, { ...conditions, ...named }),
    };
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** Refuses keys that await deletion. */
export function assertLiving(key: Key): void {
  if (key.state === 'PendingDeletion')
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
}

/** Refuses keys that are disabled, await deletion, or serve another usage. */
export function assertUsable(key: Key, usage: KeyUsage): void {
  assertLiving(key);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  if (key.usage !== usage)
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} key usage is ${key.usage} which is not valid here.`,
    );
}
