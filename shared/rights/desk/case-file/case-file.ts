import { eventWrite } from '../../../audit/record-event.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { Json } from '../../../kernel/canonical-json.ts';
import type { Id } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problems.ts';
import { ABSENT } from '../../../store/clauses.ts';
import type { Workspace } from '../../../store/workspace.ts';
import { isClosed } from '../../request/life-cycle.ts';
import type { RequestItem } from '../../request/model.ts';
import type { RequestType } from '../../rights.ts';
import { PARTS, load, parts } from '../../request/stored.ts';
import type { Period } from '../counters.ts';
import { countRequests, recordedWithin } from '../statistics.ts';
import { digestsOf, signBundle, type Bundle, type SignCase, type SignedManifest } from './bundle.ts';
import { factsOf } from './facts.ts';

const readEvent = (workspace: Workspace, request: Id) =>
  eventWrite(workspace, { action: 'request.caseFile', target: request, request });

/** The manifest of a closed request is filed, so that what was handed out can be told from what was not; it ends with the record. */
async function file(workspace: Workspace, { id }: RequestItem, signed: SignedManifest) {
  const { receipt, statement, signature, algorithm } = signed;
  const put = { id: receipt.receipt, receipt, statement, signature, algorithm };
  await workspace.tables.write([
    { put, at: workspace.keys.requestPart(id, PARTS.caseFile, receipt.receipt), if: ABSENT },
    readEvent(workspace, id),
  ]);
}

/**
 * The case file of a request: everything that was done and decided, signed as one bundle; never the package and nothing
 * that the person wrote. The file of a closed request stays the same until something happens to it.
 */
export async function caseFile(workspace: Workspace, id: Id, sign: SignCase): Promise<Bundle> {
  const request = await load(workspace, id);
  const told = await factsOf(workspace, request);
  const digests = canonicalJson(digestsOf(told));
  const filed = (await parts(workspace, id, 'caseFile')) as unknown as SignedManifest[];
  const same = filed.find(({ receipt }) => canonicalJson(receipt.parts) === digests);
  if (same) {
    await workspace.tables.write([readEvent(workspace, id)]);
    const { receipt, statement, signature, algorithm } = same;
    return { receipt, parts: told, statement, signature, algorithm };
  }
  const signed = await signBundle(workspace, 'case-file', told, sign, id);
  if (isClosed(request)) await file(workspace, request, signed);
  else await workspace.tables.write([readEvent(workspace, id)]);
  return { ...signed, parts: told };
}

/** Requests of one inquiry at most: its answer is one document. */
const MOST = 50;

/**
 * The file for an authority's inquiry: the facts of every request of a period, and of one right when it names one, with
 * their statistics, signed as one bundle. `rule.violated` for more requests than one document holds.
 */
export async function inquiryFile(
  workspace: Workspace,
  { type, ...period }: Period & { readonly type?: RequestType },
  sign: SignCase,
): Promise<Bundle> {
  const requests: RequestItem[] = [];
  for await (const request of recordedWithin(workspace, period)) {
    if (type && request.type !== type) continue;
    requests.push(request);
    if (requests.length > MOST)
      throw new Problem('rule.violated', {
        detail: 'Ask for a shorter period.',
        violations: [{ pointer: '/query/to', rule: 'period' }],
      });
  }
  const told: Record<string, Json[]> = {};
  for (const request of requests) told[request.id] = [(await factsOf(workspace, request)) as unknown as Json];
  const statistics = { ...period, ...(type ? { type } : {}), ...countRequests(requests, workspace.now()) };
  const all = { ...told, statistics: [statistics as unknown as Json] };
  const signed = await signBundle(workspace, 'inquiry', all, sign);
  await workspace.tables.write(
    requests.length > 0
      ? requests.map(({ id }) => readEvent(workspace, id))
      : [readEvent(workspace, signed.receipt.receipt)],
  );
  return { ...signed, parts: all };
}
