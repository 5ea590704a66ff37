import { DecryptCommand } from '@aws-sdk/client-kms';
import { createVault } from '../../../shared/crypto/vault.ts';
import { kmsContext, provisionTenantKeys } from '../../../shared/crypto/provision-tenant-keys.ts';
import { KeyRing } from '../../../shared/crypto/key-ring.ts';
import type { TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import { keysOf } from '../../../shared/store/grammar.ts';
import type { Actor, EraserWorkspace, Item, TenantTables, Write } from '../../../shared/store/workspace.ts';
import { keyService, type KeyService } from '../../engine/key-service.ts';
import { ModelTables } from '../../fakes/tables.ts';
import { seeded } from '../../proofs/run.ts';
import type { Gate } from './schedule.ts';

/** A process was killed. */
export class Killed extends Error {}

/** Changes a transaction before it is committed: what a guard that somebody forgot would let through. */
export type Mutant = (writes: readonly Write[], stage: Stage) => readonly Write[];

/** What happens at every transaction that was committed. */
export type Watch = (writes: readonly Write[], before: ReadonlyMap<string, Item>, stage: Stage) => void;

/** Kinds of items that only one task at a time can see: reading them is no step that others could come before. */
const PRIVATE = ['REQ', 'TEN', 'TRL', 'SWP'];

const kindOf = (pk: string) => pk.split('#')[2] ?? '';

const place = ({ table, pk, sk }: Write['at']) => `${table}|${pk}|${sk}`;

/** Kinds of items and the beginning of their sort keys. */
const named = (keys: readonly { readonly pk: string; readonly sk: string }[]) =>
  keys.map(({ pk, sk }) => `${kindOf(pk)}/${sk.slice(0, 3)}`).join(' ');

/**
 * The product's own code over a model of the tables. Conditions, sealing, keys and caches are the product's; the
 * tables are the model of test/fakes, and the clock moves when told.
 */
export class Stage {
  readonly tables = new ModelTables();
  readonly kms: KeyService;
  readonly tenant: TenantId;
  readonly watches: Watch[] = [];
  /** Every version of every item that was ever written, as a backup may hold it. */
  readonly history: Item[] = [];
  mutant: Mutant | undefined;
  /** Kinds of items that are read without waiting for a turn. */
  unseen: readonly string[] = PRIVATE;
  time = Date.UTC(2027, 2, 1, 9);
  readonly #random: () => number;

  constructor(seed = 1, of?: Stage) {
    this.#random = seeded(seed);
    this.kms = of?.kms ?? keyService();
    this.tenant = of?.tenant ?? (newId(this.random) as string as TenantId);
  }

  /** The same state with a future of its own. */
  fork(seed = 2): Stage {
    const stage = new Stage(seed, this);
    for (const [at, item] of this.tables.items) stage.tables.items.set(at, item);
    stage.history.push(...this.history);
    stage.time = this.time;
    return stage;
  }

  readonly now = () => this.time;

  /** A single byte is a shard or the length of a pause: always nought, so that nothing waits for real. */
  readonly random = (size: number): Buffer =>
    size === 1 ? Buffer.alloc(1) : Buffer.from(Array.from({ length: size }, () => this.#random() * 256));

  /** Another process of the product, with caches of its own; without a gate it never waits. */
  process(actor: Actor, gate?: Gate): EraserWorkspace {
    const keys = keysOf(this.tenant);
    const real = this.tables.of(keys.prefix);
    const through = async <T>(what: string, call: () => Promise<T>, seen = true): Promise<T> => {
      const fate = gate && seen ? await gate.pass(what) : 'go';
      if (fate === 'die before') throw new Killed(what);
      const answer = await call();
      if (fate === 'die after') throw new Killed(what);
      return answer;
    };
    const tables: TenantTables = {
      get: (wanted) =>
        through(
          `reads ${named(wanted)}`,
          () => real.get(wanted),
          wanted.some(({ pk }) => !this.unseen.includes(kindOf(pk))),
        ),
      // What a tenant's ring is made of never changes.
      query: (query) =>
        query.table === 'keys' && !query.skPrefix
          ? real.query(query)
          : through(
              `looks for ${kindOf(query.pk)} ${query.skPrefix ?? ''}`,
              () => real.query(query),
              !this.unseen.includes(kindOf(query.pk)),
            ),
      write: (writes) =>
        through(`writes ${named(writes.map(({ at }) => at))}`, async () => {
          await this.#commit(real, writes);
          for (const write of writes)
            if ('delete' in write && write.at.table === 'keys') ring.forget(write.at.pk.slice(-26));
        }),
    };
    const { tenant, now, random } = this;
    const ring = new KeyRing({
      tenant,
      keys,
      tables: { get: (wanted) => real.get(wanted), query: (query) => real.query(query) },
      kms: async (KeyId, CiphertextBlob) => {
        const command = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: kmsContext(tenant) });
        return (await this.kms.client.send(command)).Plaintext ?? new Uint8Array();
      },
      now,
      random,
    });
    const vault = createVault({ tenant, ring: async () => ring, now, random });
    return { tenant, actor, now, random, keys, tables, vault, eraser: true };
  }

  async #commit(real: TenantTables, given: readonly Write[]): Promise<void> {
    const writes = this.mutant ? this.mutant(given, this) : given;
    const before = new Map(
      writes.flatMap(({ at }) => {
        const item = this.tables.items.get(place(at));
        return item ? [[place(at), item] as const] : [];
      }),
    );
    if (writes.length > 0) await real.write(writes);
    for (const write of writes) {
      const item = this.tables.items.get(place(write.at));
      if (item && !('check' in write)) this.history.push(item);
    }
    for (const watch of this.watches) watch(writes, before, this);
  }

  /** The tenant with its keys and settings. */
  async open(country = 'DE'): Promise<void> {
    const workspace = this.process({ kind: 'system', id: 'stage' });
    const key = `arn:aws:kms:eu-central-1:111122223333:key/${this.tenant.toLowerCase()}`;
    await provisionTenantKeys(workspace, this.kms.client, key);
    const put = { country, createdAt: new Date(this.time).toISOString() };
    await workspace.tables.write([{ put, at: workspace.keys.tenant(), if: ABSENT }]);
  }

  /** Items of the data table whose partition key has this kind. */
  kind(kind: string): Item[] {
    return [...this.tables.items.values()].filter(({ pk }) => kindOf(pk) === kind);
  }
}
