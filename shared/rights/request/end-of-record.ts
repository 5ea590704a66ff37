import { RETENTION_CLASSES } from '../../catalogue/vocabulary.ts';

/** When the record of a closed request ends unless something postpones it, in epoch milliseconds (RET-02). */
export function endOfRecord(closedAt: string): number {
  const end = new Date(closedAt);
  end.setUTCFullYear(end.getUTCFullYear() + RETENTION_CLASSES.request.years);
  return end.getTime();
}
