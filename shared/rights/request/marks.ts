import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { ABSENT } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { isClosed } from './life-cycle.ts';
import type { RequestContent, RequestItem } from './model.ts';
import { load } from './stored.ts';
import type { RequestType } from '../rights.ts';

/** The mark of a right and a person. */
export async function personMark(
  workspace: Workspace,
  type: RequestType,
  person: SubjectId,
): Promise<string> {
  return workspace.vault.externalToken('request.open', canonicalJson([type, 'person', person]));
}

/** The mark of a right and identifiers in any order and writing; a keyed token, so that it tells nothing. */
export async function identifiersMark(
  workspace: Workspace,
  type: RequestType,
  identifiers: RequestContent['identifiers'],
  country: string,
): Promise<string> {
  const tokens = await Promise.all(
    identifiers.map(async ({ kind, value }) => {
      const token =
        kind === 'externalId' ? undefined : await workspace.vault.lookupToken(kind, value, country);
      return token ?? workspace.vault.externalToken(`request.${kind}`, value.trim());
    }),
  );
  const members = [type, 'identifiers', ...[...new Set(tokens)].sort()];
  return workspace.vault.externalToken('request.open', canonicalJson(members));
}

/** The writes that put marks; they fail when another open request has one of them. */
export function markWrites(workspace: Workspace, request: Id, marks: readonly string[]): Write[] {
  return marks.map((mark) => ({
    put: { request },
    at: workspace.keys.requestMark(mark),
    if: ABSENT,
  }));
}

/** The open request that has one of the marks; read consistently. */
export async function markedRequest(
  workspace: Workspace,
  marks: readonly string[],
): Promise<RequestItem | undefined> {
  const found = await workspace.tables.get(marks.map((mark) => workspace.keys.requestMark(mark)));
  for (const item of found) {
    const request = item && (await load(workspace, item['request'] as Id));
    if (request && !isClosed(request)) return request;
  }
  return undefined;
}
