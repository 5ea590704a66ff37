import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY } from '../../kernel/time.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { isUnidentified } from '../request/life-cycle.ts';
import { newLink, type Link } from '../correspondence/link.ts';
import type { RequestItem } from '../request/model.ts';
import { PARTS, find } from '../request/stored.ts';

/** How long a document can be sent through a link. */
const LINK_LIFE = 30 * DAY;
/** Forms that one link gives out at most, so that nobody fills a bucket through it. */
export const FORMS = 10;

/** The page through which the document that is asked for now can be sent, and the write that makes it lead there. */
export function evidenceLink(
  workspace: Workspace,
  request: Id,
  askedAt: string,
  publicUrl: string,
): { readonly url: string; readonly write: Write } {
  const { text, digest } = newLink(workspace.tenant, request, workspace.random);
  const at = workspace.keys.requestPart(request, PARTS.evidenceLink, digest);
  return {
    url: `${publicUrl}/public/pages/evidence/${text}`,
    write: { put: { id: digest, askedAt, forms: 0 }, at, if: ABSENT },
  };
}

/**
 * The request for which a link takes a document now; undefined for every reason why it does not: unknown, another
 * document was asked for since, the check is over, or its time is.
 */
export async function awaitingEvidence(
  workspace: Workspace,
  { request, digest }: Link,
): Promise<RequestItem | undefined> {
  const { keys, tables } = workspace;
  const [part] = await tables.get([keys.requestPart(request, PARTS.evidenceLink, digest)]);
  const found = part && (await find(workspace, request));
  if (!found || !isUnidentified(found)) return undefined;
  const { evidence } = found;
  if (evidence?.state !== 'asked' && evidence?.state !== 'held') return undefined;
  if (part['askedAt'] !== evidence.askedAt) return undefined;
  return Date.parse(evidence.askedAt) + LINK_LIFE > workspace.now() ? found : undefined;
}

/** Counts a form that a link gives out; `rate.limited` beyond the last. */
export async function countForm(workspace: Workspace, { request, digest }: Link): Promise<void> {
  const names = { '#forms': 'forms' };
  try {
    await workspace.tables.write([
      {
        update: { expression: 'SET #forms = #forms + :one', names, values: { ':one': 1 } },
        at: workspace.keys.requestPart(request, PARTS.evidenceLink, digest),
        if: { expression: '#forms < :most', names, values: { ':most': FORMS } },
      },
    ]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw new Problem('rate.limited', { retryAfter: DAY / 1_000 });
  }
}
