import type { KeyObject } from 'node:crypto';
import type { Id, RandomBytes, TenantId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Now } from '../kernel/time.ts';
import { SECOND, instant } from '../kernel/time.ts';
import { ABSENT } from '../store/clauses.ts';
import type { ItemKey, TenantKeys } from '../store/grammar.ts';
import type { Item, OwnerKey, OwnerKind, TenantTables, Write } from '../store/workspace.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { ownerKey, secretKey } from './owner-key.ts';
import { broken } from './section.ts';
import type { RingName } from './wrapping.ts';
import { RING, bytesOf, textOf, unwrap, wrap } from './wrapping.ts';

/** How long a tenant's wrapping keys are held: at most one KMS call per version in that time. */
export const WRAPPING_TTL = 300 * SECOND;
/** How long an owner key is held; erasure waits this long before its second sweep. */
export const OWNER_KEY_TTL = 20 * SECOND;
const OWNER_KEY_LIMIT = 2_000;
const BATCH = 100;

/** Opens a wrapping key at KMS, under the tenant's encryption context and with the tenant's session. */
export type KmsUnwrap = (kmsKey: string, wrapped: Uint8Array) => Promise<Uint8Array>;

/** What a ring is built from; all of it belongs to one tenant. */
export interface RingSettings {
  readonly tenant: TenantId;
  readonly keys: TenantKeys;
  readonly tables: Pick<TenantTables, 'get' | 'query'>;
  readonly kms: KmsUnwrap;
  readonly now: Now;
  readonly random: RandomBytes;
}

interface Material {
  readonly items: ReadonlyMap<string, Item>;
  readonly opened: Map<string, Promise<KeyObject>>;
}

/** The keys of one tenant: wrapping keys from KMS, keyed-token keys and owner keys below them, each cached briefly. */
export class KeyRing {
  readonly #settings: RingSettings;
  readonly #material: ExpiringCache<Material>;
  readonly #owners: ExpiringCache<OwnerKey | undefined>;

  constructor(settings: RingSettings) {
    this.#settings = settings;
    this.#material = new ExpiringCache({ limit: 1, ttl: WRAPPING_TTL, now: settings.now });
    this.#owners = new ExpiringCache({ limit: OWNER_KEY_LIMIT, ttl: OWNER_KEY_TTL, now: settings.now });
  }

  /** The key of keyed tokens or cursors of that name. */
  async named(name: 'lookup' | 'tombstone' | 'cursor'): Promise<KeyObject> {
    const material = await this.#load();
    return this.#once(material, name, async () => {
      const item = newest(material, name);
      const version = textOf(item, 'wrap');
      const wrapping = await this.#wrapping(material, version);
      return unwrap(wrapping, [this.#settings.tenant, item.sk, name, version], bytesOf(item, 'wrapped'));
    });
  }

  /** The tenant's own key. */
  async tenantKey(): Promise<OwnerKey> {
    const id = textOf(newest(await this.#load(), 'tenant'), 'key') as Id;
    const [key] = await this.owners([id]);
    if (!key) throw broken();
    return key;
  }

  /** Makes an owner key under the newest wrapping key; it exists once `write` is committed. */
  async create(kind: OwnerKind): Promise<{ readonly key: OwnerKey; readonly write: Write }> {
    const { tenant, keys, now, random } = this.#settings;
    const material = await this.#load();
    const version = versionOf(newest(material, 'wrapping'));
    const wrapping = await this.#wrapping(material, version);
    return newOwnerKey({ tenant, keys, now, random }, kind, version, wrapping);
  }

  /** Finds owner keys in one call per hundred; undefined for a key that does not exist (any more). */
  async owners(ids: readonly Id[]): Promise<(OwnerKey | undefined)[]> {
    return (await this.ownersAnd(ids, [])).keys;
  }

  /** The same, and items that are wanted besides, read in the same calls. */
  async ownersAnd(
    ids: readonly Id[],
    besides: readonly ItemKey[],
  ): Promise<{ readonly keys: (OwnerKey | undefined)[]; readonly items: (Item | undefined)[] }> {
    const missing = [...new Set(ids)].filter((id) => this.#owners.peek(id) === undefined);
    const wanted = [...missing.map((id) => this.#settings.keys.ownerKey(id)), ...besides];
    const reading = this.#items(wanted);
    const loaded = this.#unwrapped(missing, reading);
    const loading = new Map(missing.map((id) => [id, this.#hold(id, loaded)]));
    const finding = ids.map((id) => loading.get(id) ?? this.#owners.get(id, () => this.#one(id)));
    const [keys, items] = await Promise.all([Promise.all(finding), reading]);
    return { keys, items: items.slice(missing.length) };
  }

  /** Drops an owner key that this process has just destroyed. */
  forget(id: string): void {
    this.#owners.forget(id);
  }

  #hold(id: Id, loaded: Promise<ReadonlyMap<string, OwnerKey>>): Promise<OwnerKey | undefined> {
    const value = this.#owners.put(
      id,
      loaded.then((found) => found.get(id)),
    );
    // An absent key is not remembered: it may be committed a moment later.
    value.then(
      (key) => key ?? this.#owners.forget(id, value),
      () => undefined,
    );
    return value;
  }

  async #one(id: Id): Promise<OwnerKey | undefined> {
    return (await this.#unwrapped([id], this.#items([this.#settings.keys.ownerKey(id)]))).get(id);
  }

  async #items(wanted: readonly ItemKey[]): Promise<(Item | undefined)[]> {
    const batches: Promise<(Item | undefined)[]>[] = [];
    for (let from = 0; from < wanted.length; from += BATCH)
      batches.push(this.#settings.tables.get(wanted.slice(from, from + BATCH)));
    return (await Promise.all(batches)).flat();
  }

  /** The keys of some ids, whose items come first among those being read. */
  async #unwrapped(
    ids: readonly Id[],
    reading: Promise<readonly (Item | undefined)[]>,
  ): Promise<ReadonlyMap<string, OwnerKey>> {
    if (ids.length === 0) return new Map();
    const { tenant } = this.#settings;
    const [items, material] = await Promise.all([reading, this.#load()]);
    const found = new Map<string, OwnerKey>();
    for (const [position, id] of ids.entries()) {
      const item = items[position];
      if (!item) continue;
      const version = textOf(item, 'wrap');
      const wrapping = await this.#wrapping(material, version);
      const context = [tenant, id, textOf(item, 'kind'), version] as const;
      found.set(id, ownerKey(id, unwrap(wrapping, context, bytesOf(item, 'wrapped'))));
    }
    return found;
  }

  #load(): Promise<Material> {
    return this.#material.get('', async () => {
      const { keys, tables } = this.#settings;
      const { pk, table } = keys.wrapping(RING.wrapping, '');
      const { items } = await tables.query({ table, pk });
      // No ring: the tenant does not exist (any more), and that looks like every other absence.
      if (items.length === 0) throw new Problem('not-found');
      return { items: new Map(items.map((item) => [item.sk, item])), opened: new Map() };
    });
  }

  #wrapping(material: Material, version: string): Promise<KeyObject> {
    const name = `${RING.wrapping}#${version}`;
    return this.#once(material, name, async () => {
      const item = material.items.get(name);
      if (!item) throw broken();
      const secret = await this.#settings.kms(textOf(item, 'kmsKey'), bytesOf(item, 'wrapped'));
      return secretKey(Buffer.from(secret));
    });
  }

  /** One opening per name while the material is held; a failed one is tried again. */
  #once(material: Material, name: string, openIt: () => Promise<KeyObject>): Promise<KeyObject> {
    const held = material.opened.get(name);
    if (held) return held;
    const opening = openIt();
    material.opened.set(name, opening);
    opening.catch(() => material.opened.delete(name));
    return opening;
  }
}

function newest(material: Material, name: RingName): Item {
  const versions = [...material.items.keys()].filter((sk) => sk.startsWith(`${RING[name]}#`)).sort();
  const item = material.items.get(versions.at(-1) ?? '');
  if (!item) throw broken();
  return item;
}

function versionOf(item: Item): string {
  return item.sk.slice(item.sk.indexOf('#') + 1);
}

/** A new owner key wrapped under a given version of the wrapping key. */
export function newOwnerKey(
  settings: Pick<RingSettings, 'tenant' | 'keys' | 'now' | 'random'>,
  kind: OwnerKind,
  version: string,
  wrapping: KeyObject,
): { readonly key: OwnerKey; readonly write: Write } {
  const { tenant, keys, now, random } = settings;
  const id = newId(random);
  const secret = random(32);
  const wrapped = wrap(wrapping, [tenant, id, kind, version], secret, random);
  const put = { kind, wrap: version, wrapped, createdAt: instant(now()) };
  return { key: ownerKey(id, secretKey(secret)), write: { put, at: keys.ownerKey(id), if: ABSENT } };
}
