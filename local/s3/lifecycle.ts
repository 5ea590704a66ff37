import type { Clock, Timer } from '../clock.ts';
import type { Bucket, LifecycleRule } from './bucket.ts';
import { START } from './listing.ts';
import type { Shelf } from './shelf.ts';
import type { Version } from './version.ts';

const DAY = 86_400_000;

/** The midnight (UTC) at which something of that age ends: AWS adds the days and rounds up to the next day. */
export const endOf = (begun: number, days: number): number =>
  Math.floor((begun + days * DAY) / DAY + 1) * DAY;

/** Ends what lifecycle rules end, at each midnight (UTC) of the virtual clock. */
export class Lifecycle {
  readonly #shelf: Shelf;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(shelf: Shelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
    this.#arm();
  }

  /** Applies every rule of every bucket now; two sweeps never overlap. */
  sweep(): Promise<void> {
    const next = this.#running.then(() => this.#sweepAll());
    this.#running = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#running;
  }

  #arm(): void {
    const midnight = (Math.floor(this.#clock.now() / DAY) + 1) * DAY;
    this.#timer = this.#clock.at(midnight, () => {
      this.#arm();
      this.sweep().catch((error: unknown) =>
        process.emitWarning(`S3 lifecycle sweep failed: ${String(error)}`),
      );
    });
  }

  async #sweepAll(): Promise<void> {
    for (const bucket of this.#shelf.buckets.all())
      for (const rule of bucket.config.lifecycle) await this.#sweepRule(bucket, rule);
  }

  async #sweepRule(bucket: Bucket, rule: LifecycleRule): Promise<void> {
    const now = this.#clock.now();
    if (rule.abortUploadsDays !== undefined)
      await this.#abortUploads(bucket, rule, rule.abortUploadsDays, now);
    let cursor = START;
    for (;;) {
      const first = this.#shelf.versions.next(bucket.name, rule.prefix, cursor, false);
      if (!first) return;
      cursor = { key: first.key, beforeSeq: 0 };
      await this.#sweepNoncurrent(bucket, rule, first.key, now);
      await this.#sweepCurrent(bucket, rule, first.key, now);
    }
  }

  async #sweepCurrent(bucket: Bucket, rule: LifecycleRule, key: string, now: number): Promise<void> {
    const current = this.#shelf.versions.find(bucket.name, key);
    if (!current) return;
    if (current.marker) {
      const alone = this.#shelf.versions.noncurrent(bucket.name, key).length === 0;
      if (alone && rule.removeLoneMarkers) await this.#shelf.expire(bucket, current);
    } else if (
      rule.currentDays !== undefined &&
      carries(current, rule) &&
      endOf(current.modified, rule.currentDays) <= now
    )
      await this.#shelf.hide(bucket, key, 'LifecycleExpiration');
  }

  async #sweepNoncurrent(bucket: Bucket, rule: LifecycleRule, key: string, now: number): Promise<void> {
    if (rule.noncurrentDays === undefined) return;
    const older = this.#shelf.versions.noncurrent(bucket.name, key).slice(rule.noncurrentKept ?? 0);
    for (const { version, since } of older)
      if (carries(version, rule) && endOf(since, rule.noncurrentDays) <= now)
        await this.#shelf.expire(bucket, version);
  }

  async #abortUploads(bucket: Bucket, rule: LifecycleRule, days: number, now: number): Promise<void> {
    for (const upload of this.#shelf.uploads.begunBefore(bucket.name, now))
      if (upload.key.startsWith(rule.prefix) && endOf(upload.started, days) <= now)
        await this.#shelf.abort(upload);
  }
}

const carries = (version: Version, rule: LifecycleRule): boolean =>
  Object.entries(rule.tags).every(([name, value]) => version.tags[name] === value);
