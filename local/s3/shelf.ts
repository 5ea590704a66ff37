import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { World } from '../front/service.ts';
import { Blobs } from './blobs.ts';
import type { Bucket } from './bucket.ts';
import { BucketStore } from './bucket-store.ts';
import { S3Database } from './database.ts';
import { Events } from './events.ts';
import type { ObjectEvent } from './events.ts';
import type { Headers } from './headers.ts';
import { assertRemovable, isLocked } from './locking.ts';
import { assertWritable } from './preconditions.ts';
import type { Upload } from './upload-store.ts';
import { UploadStore } from './upload-store.ts';
import type { Content, Draft, Version } from './version.ts';
import { MARKER } from './version.ts';
import { VersionStore } from './version-store.ts';

/** What a deletion did. */
export interface Removal {
  readonly versionId: string | undefined;
  readonly marker: boolean;
}

/** Who removed an object: a caller, or a lifecycle rule. */
export type RemovalCause = 'ObjectRemoved' | 'LifecycleExpiration';

/** Objects on disk: every change of rows, files and outbox in the order that survives a crash. */
export class Shelf {
  readonly buckets: BucketStore;
  readonly versions: VersionStore;
  readonly uploads: UploadStore;
  readonly blobs: Blobs;
  readonly events: Events;
  readonly #database: S3Database;
  readonly #clock: Clock;

  constructor(world: World) {
    const directory = join(world.stateDir, 's3');
    this.#database = new S3Database(directory, world.clock);
    this.#clock = world.clock;
    this.buckets = new BucketStore(this.#database);
    this.versions = new VersionStore(this.#database);
    this.uploads = new UploadStore(this.#database);
    this.events = new Events(this.#database, world.place, world.clock);
    this.blobs = new Blobs(join(directory, 'blobs'));
    this.blobs.removeAllBut(new Set([...this.versions.files(), ...this.uploads.files()]));
  }

  /**
   * Makes a version out of content that lies on disk already, if the preconditions hold at this very moment.
   * `upload` is the multipart upload that ends with it. Answers the version id.
   */
  async put(
    bucket: Bucket,
    key: string,
    draft: Draft,
    content: Content,
    source: { readonly headers: Headers; readonly event: ObjectEvent['name']; readonly upload?: Upload },
  ): Promise<string> {
    const versionId = this.#newVersionId(bucket);
    let replaced: Version | undefined;
    const work = () => {
      assertWritable(source.headers, this.versions.find(bucket.name, key));
      replaced = this.#clearNull(bucket, key, versionId);
      this.versions.add({
        ...draft,
        ...content,
        bucket: bucket.name,
        key,
        versionId,
        marker: false,
        modified: this.#clock.now(),
      });
      this.events.enqueue(bucket, {
        name: source.event,
        key,
        versionId,
        size: content.size,
        etag: content.etag,
      });
      if (source.upload) this.uploads.remove(source.upload.id);
    };
    this.#write(work, source.upload !== undefined || this.#replaces(bucket, key, versionId));
    if (replaced) await this.#unlink(replaced);
    this.events.deliver(bucket.name);
    return versionId;
  }

  /** Deletes without naming a version: a marker where versions are kept, else the object itself. */
  async hide(bucket: Bucket, key: string, cause: RemovalCause = 'ObjectRemoved'): Promise<Removal> {
    const { versioning } = bucket.config;
    const current = this.versions.find(bucket.name, key);
    if (versioning === undefined) {
      if (!current) return { versionId: undefined, marker: false };
      await this.#drop(bucket, current, cause);
      return { versionId: undefined, marker: false };
    }
    const versionId = this.#newVersionId(bucket);
    let replaced: Version | undefined;
    const work = () => {
      replaced = this.#clearNull(bucket, key, versionId);
      this.versions.add({
        ...MARKER,
        bucket: bucket.name,
        key,
        versionId,
        marker: true,
        modified: this.#clock.now(),
      });
      this.events.enqueue(bucket, { name: `${cause}:DeleteMarkerCreated`, key, versionId });
    };
    this.#write(work, this.#replaces(bucket, key, versionId));
    if (replaced) await this.#unlink(replaced);
    this.events.deliver(bucket.name);
    return { versionId, marker: true };
  }

  /** Deletes one version for good; a locked one is refused, a missing one is as good as deleted. */
  async remove(bucket: Bucket, key: string, versionId: string, bypass: boolean): Promise<Removal> {
    const version = this.versions.find(bucket.name, key, versionId);
    if (version) {
      assertRemovable(version, this.#clock.now(), bypass);
      await this.#drop(bucket, version, 'ObjectRemoved');
    }
    return { versionId, marker: version?.marker ?? false };
  }

  /** Deletes one version by lifecycle rule, unless it is locked. */
  async expire(bucket: Bucket, version: Version): Promise<void> {
    if (!isLocked(version, this.#clock.now(), false))
      await this.#drop(bucket, version, 'LifecycleExpiration');
  }

  /** Forgets an upload and its parts. */
  async abort(upload: Upload): Promise<void> {
    const files = this.uploads.parts(upload.id).map((part) => part.segment.file);
    this.#database.erase(() => this.uploads.remove(upload.id));
    await this.blobs.remove(files);
  }

  /** Rewrites the index so that no byte of what was deleted is left; happens by itself within a second. */
  scrub(): void {
    this.#database.scrub();
  }

  close(): void {
    this.#database.close();
  }

  #newVersionId(bucket: Bucket): string {
    return bucket.config.versioning === 'Enabled' ? randomBytes(24).toString('base64url') : 'null';
  }

  #replaces(bucket: Bucket, key: string, versionId: string): boolean {
    return versionId === 'null' && this.versions.find(bucket.name, key, 'null') !== undefined;
  }

  #write(work: () => void, erases: boolean): void {
    if (erases) this.#database.erase(work);
    else this.#database.transact(work);
  }

  /** A new null version takes the place of the old one. */
  #clearNull(bucket: Bucket, key: string, versionId: string): Version | undefined {
    const old = versionId === 'null' ? this.versions.find(bucket.name, key, 'null') : undefined;
    if (old) this.versions.remove(old);
    return old;
  }

  async #drop(bucket: Bucket, version: Version, cause: RemovalCause): Promise<void> {
    this.#database.erase(() => {
      this.versions.remove(version);
      this.events.enqueue(bucket, {
        name: `${cause}:Delete`,
        key: version.key,
        versionId: version.versionId,
      });
    });
    await this.#unlink(version);
    this.events.deliver(bucket.name);
  }

  async #unlink(version: Version): Promise<void> {
    await this.blobs.remove(version.segments.map((segment) => segment.file));
  }
}
