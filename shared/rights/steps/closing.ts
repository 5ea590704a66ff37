import { any, equals, ABSENT } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { closingLetter } from '../correspondence/sent.ts';
import { announcePending } from '../request/pending.ts';
import type { RequestItem } from '../request/model.ts';
import type { Step } from '../request/life-cycle.ts';

/** What belongs to every closing: the marks against duplicates go, and the person is told. */
export async function closingWrites(
  workspace: Workspace,
  request: RequestItem,
  step: Step,
): Promise<Write[]> {
  const marks = request.marks.map((mark): Write => ({
    delete: true,
    at: workspace.keys.requestMark(mark),
    if: any(ABSENT, equals('request', request.id)),
  }));
  return [
    ...marks,
    ...(await announcePending(workspace, request)),
    ...(await closingLetter(workspace, request, step)),
  ];
}
