import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { candidatesFor } from './candidates.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { identifiersMark, markWrites, markedRequest } from '../request/marks.ts';
import type { RequestContent, RequestItem } from '../request/model.ts';
import { sealable } from './open-request.ts';
import { step } from '../steps/store.ts';
import { contentOf, sealPart } from '../request/sealed.ts';

/** What the person adds, and when it arrived (RFC 3339). */
export interface Specification {
  readonly identifiers: RequestContent['identifiers'];
  readonly wording?: string;
  readonly receivedAt: string;
}

/** Identifiers of one request at most. */
const MOST = 20;

/**
 * Adds what the person answered, or thought of later: who could be meant is looked up anew, an open question is
 * answered at the moment of arrival (Art. 11(2), 12(2)). `conflict` when another open request has the same identifiers.
 */
export async function specify(workspace: Workspace, request: Id, given: Specification): Promise<RequestItem> {
  const { country } = await tenantSettings(workspace);
  return step(workspace, request, 'specify', async (found) => {
    const at = Date.parse(given.receivedAt);
    const since = Date.parse(found.suspensions.at(-1)?.askedAt ?? found.receivedAt);
    if (at > workspace.now() || at < since)
      throw new Problem('rule.violated', {
        violations: [{ pointer: '/receivedAt', rule: 'since it was asked' }],
      });
    const content = (await contentOf(workspace, found)) ?? { identifiers: [] };
    const identifiers = [...content.identifiers, ...given.identifiers].slice(-MOST);
    const wording = [content.wording, given.wording].filter(Boolean).join('\n\n');
    const mark = await identifiersMark(workspace, found.type, identifiers, country);
    const other = await markedRequest(workspace, [mark]);
    if (other && other.id !== request)
      throw new Problem('conflict', { detail: 'A request of this kind is open.', ids: [other.id] });
    const suspensions = answered(found, () => at);
    const known = found.marks.includes(mark);
    return {
      set: {
        content: await sealPart(
          workspace,
          found,
          request,
          'content',
          sealable({ ...content, identifiers, ...(wording ? { wording } : {}) }),
        ),
        candidates: await candidatesFor(workspace, identifiers, country),
        marks: known ? found.marks : [...found.marks, mark],
        ...suspensions,
        ...dueDays({ ...found, ...suspensions }),
      },
      note: { identifiers: given.identifiers.length },
      writes: known ? [] : markWrites(workspace, request, [mark]),
    };
  });
}
