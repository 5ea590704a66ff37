import { LIMITS } from './limits.ts';
import type { Store } from './store.ts';

const TABLES: readonly string[] = [
  'DELETE FROM slot WHERE frame IN (SELECT id FROM frame WHERE execution = ?)',
  'DELETE FROM frame WHERE execution = ?',
  'DELETE FROM event WHERE execution = ?',
  'DELETE FROM execution WHERE arn = ?',
];

/** Removes executions closed 90 days ago with everything they held; the freed pages and the write-ahead log are overwritten. */
export function purge(store: Store, now: number): number {
  const expired = store.sql('SELECT arn FROM execution WHERE stopped <= ?').all(now - LIMITS.retention);
  if (expired.length === 0) return 0;
  store.transaction(() => {
    for (const { arn } of expired) for (const statement of TABLES) store.sql(statement).run(String(arn));
    store
      .sql(
        'DELETE FROM definition WHERE hash NOT IN (SELECT definition FROM execution UNION SELECT definition FROM machine)',
      )
      .run();
  });
  store.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return expired.length;
}
