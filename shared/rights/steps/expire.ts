import type { Id } from '../../kernel/ids.ts';
import { DAY } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';

/** How long a question to the person waits for an answer before the request is closed; it can be made again at any time. */
export const PATIENCE = 90 * DAY;

/** The due work by which a question that nobody answers is noticed. */
export function patienceWrite(workspace: Workspace, request: Id): Write {
  return dueWrite(workspace, { at: workspace.now() + PATIENCE, kind: 'request', reference: request });
}

/** True when the last question to the person has waited too long. */
export function isExpired({ state, askedAt }: RequestItem, now: number): boolean {
  if (state !== 'please-specify' && state !== 'verifying') return false;
  return askedAt !== undefined && Date.parse(askedAt) + PATIENCE <= now;
}
