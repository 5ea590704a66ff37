import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VirtualClock } from '../clock.ts';

/** A virtual clock whose jumps survive restarts: a jump is on disk before it happens. */
export class StoredClock extends VirtualClock {
  readonly #file: string;

  /** Opens the clock of a state folder; `origin` (epoch milliseconds) is where the time of a fresh folder begins. */
  static open(stateDir: string, origin?: number): StoredClock {
    const file = join(stateDir, 'clock.json');
    try {
      const { offset } = JSON.parse(readFileSync(file, 'utf8')) as { offset: number };
      return new StoredClock(file, offset);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
    }
    const clock = new StoredClock(file, origin === undefined ? 0 : Math.round(origin - Date.now()));
    clock.#store(clock.offset);
    return clock;
  }

  private constructor(file: string, offset: number) {
    super(offset);
    this.#file = file;
  }

  override advance(milliseconds: number): void {
    if (Number.isFinite(milliseconds) && milliseconds >= 0)
      this.#store(this.offset + Math.round(milliseconds));
    super.advance(milliseconds);
  }

  #store(offset: number): void {
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify({ offset }), { mode: 0o600, flush: true });
    renameSync(fresh, this.#file);
  }
}
