import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Id, RecordId, SubjectId } from '../../../shared/kernel/ids.ts';
import type { Problem } from '../../../shared/kernel/problems.ts';
import { MINUTE } from '../../../shared/kernel/time.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import { loadRecord } from '../../../shared/records/load-record.ts';
import { attend } from '../../../shared/rights/desk/attend.ts';
import { endRecord } from '../../../shared/rights/ending/end-record.ts';
import { approveCallBack, recordCallBack } from '../../../shared/rights/identity/call-back.ts';
import type { RequestType } from '../../../shared/rights/rights.ts';
import type { Workspace } from '../../../shared/store/workspace.ts';
import { controlFrom } from '../../../shared/subjects/control.ts';
import { restrictionsOf } from '../../../shared/subjects/restrictions.ts';
import type { Bench } from '../../engine/bench.ts';
import { openFirm, type Firm } from './firm.ts';

/** The identifiers by which the person is named in requests. */
export const NAMED = [{ kind: 'name', value: 'Ines Albrecht' }] as const;

/** A business with one person who exercises rights. */
export interface Case {
  readonly firm: Firm;
  readonly officer: Workspace;
  readonly person: SubjectId;
  readonly card: RecordId;
  /** Grounds of the restrictions in force. */
  grounds(): Promise<string[]>;
  /** Values of the person's card. */
  values(): Promise<Readonly<Record<string, unknown>>>;
  /** A request of an identified person. */
  verified(type: RequestType): Promise<Id>;
  /** What the clock does. */
  tick(request: Id): Promise<void>;
  /** Letters go out, and the closed request's content is destroyed. */
  settled(request: Id): Promise<void>;
}

/** The code of the problem that a call ends with, or `accepted`. */
export function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'accepted',
    (error: Problem) => error.code,
  );
}

export async function openCase(bench: Bench): Promise<Case> {
  const firm = await openFirm(bench);
  const officer = firm.as(firm.officer);
  const made = await createRecord(officer, contact, {
    name: 'Ines Albrecht',
    email: 'ines@example.org',
    phone: '+49 30 901820',
    jobTitle: 'Buyer',
  });
  const person = made.subject as SubjectId;
  bench.advance(MINUTE);
  const tick = async (request: Id) => {
    const actor = { kind: 'system', id: 'tick' } as const;
    const workspace = bench.office.workspace(firm.tenant, actor);
    const eraser = () => ({ ...bench.office.eraserWorkspace(firm.tenant, actor) });
    await attend({ workspace, eraser, start: firm.start }, request);
    await endRecord({ workspace, eraser, deleteAll: async () => undefined }, request);
  };
  return {
    firm,
    officer,
    person,
    card: made.id,
    tick,
    grounds: async () => {
      const [control] = await officer.tables.get([officer.keys.subject(person)]);
      return restrictionsOf(controlFrom(control)).map(({ ground }) => ground);
    },
    values: async () => (await loadRecord(officer, contact, made.id)).record.values,
    verified: async (type) => {
      const { request } = await firm.open({ type, identifiers: NAMED });
      await recordCallBack(officer, request.id, 'Confirmed');
      await approveCallBack(firm.as(firm.secondOfficer), request.id);
      return request.id;
    },
    settled: async (request) => {
      await firm.post();
      bench.advance(5 * MINUTE);
      await tick(request);
    },
  };
}
