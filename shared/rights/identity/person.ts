import type { SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { RequestItem } from '../request/model.ts';

/** The person of a request; `rule.violated` before one is chosen. */
export function chosenPerson(request: Pick<RequestItem, 'subject'>): SubjectId {
  if (request.subject) return request.subject;
  throw new Problem('rule.violated', {
    detail: 'Choose the person first.',
    violations: [{ pointer: '', rule: 'person' }],
  });
}
