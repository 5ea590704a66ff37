import type { Id, SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { controlFrom, unknownPerson } from '../../subjects/control.ts';
import { supersedeWrites } from '../identity/challenges.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { markWrites, markedRequest, personMark } from '../request/marks.ts';
import type { RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';
import { isUnidentified } from '../request/life-cycle.ts';

/**
 * The officer says which person is meant. Challenges sent to another person end. `state.conflict` once somebody is
 * identified, `conflict` when the person has an open request of this kind already, `reference.unknown` for nobody.
 */
export async function choosePerson(
  workspace: Workspace,
  request: Id,
  person: SubjectId,
): Promise<RequestItem> {
  const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
  if (!control || control.state === 'erased') throw unknownPerson('/person');
  try {
    return await amend(workspace, request, 'request.step', async (found) => {
      if (!isUnidentified(found))
        throw new Problem('state.conflict', { detail: `The request is in state ${found.state}.` });
      const mark = await personMark(workspace, found.type, person);
      const other = await markedRequest(workspace, [mark]);
      if (other && other.id !== found.id) throw duplicate(other.id);
      const old = found.subject && (await personMark(workspace, found.type, found.subject));
      const moved = old !== mark;
      const marks = [...found.marks.filter((each) => each !== old && each !== mark), mark];
      const gone: Write[] =
        old && moved
          ? [
              {
                delete: true,
                at: workspace.keys.requestMark(old),
                if: {
                  expression: '#request = :request',
                  names: { '#request': 'request' },
                  values: { ':request': found.id },
                },
              },
            ]
          : [];
      const suspensions = answered(found, workspace.now);
      return {
        set: { subject: person, marks, ...suspensions, ...dueDays({ ...found, ...suspensions }) },
        note: { chosen: person },
        writes: [
          ...gone,
          ...(moved && !found.marks.includes(mark) ? markWrites(workspace, found.id, [mark]) : []),
          ...(moved ? await supersedeWrites(workspace, found.id, 'verify') : []),
        ],
      };
    });
  } catch (error) {
    if (isWriteRefusal(error)) throw duplicate();
    throw error;
  }
}

function duplicate(id?: Id): Problem {
  return new Problem('conflict', {
    detail: 'This person has an open request of this kind already.',
    ...(id ? { ids: [id] } : {}),
  });
}
