import { eventWrite } from '../audit/record-event.ts';
import { PRESENT, set } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';

/** True for a zone of the IANA database; an offset is none, since it knows no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Says in which zone the business is, when its country has several: what arrives there after midnight arrived the next
 * day. Requests that are open keep the zone in which they were received.
 */
export async function setTimeZone(workspace: Workspace, timeZone: string): Promise<void> {
  await workspace.tables.write([
    { update: set({ timeZone }), at: workspace.keys.tenant(), if: PRESENT },
    eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['timeZone'] }),
  ]);
}
