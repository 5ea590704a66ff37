import type { RecordId } from '../../kernel/ids.ts';
import { composeNotices } from '../notices/compose-notices.ts';
import type { Workspace } from '../../store/workspace.ts';
import type { RequestItem } from '../request/model.ts';
import type { ActItem } from './act-items.ts';
import { actNamed } from './acts.ts';
import { openFormerValues } from './former-values.ts';

/** Acts of a kind that were done and that recipients are told of. */
const doneActs = (acts: readonly ActItem[], kind: 'rectification' | 'restriction') =>
  acts.filter(({ act, done }) => done !== undefined && actNamed(act)?.tells === kind);

async function tellOfCorrections(
  workspace: Workspace,
  request: RequestItem,
  acts: readonly ActItem[],
  publicUrl?: string,
): Promise<void> {
  const corrected = doneActs(acts, 'rectification');
  if (corrected.length === 0 || !request.subject) return;
  const former = (await openFormerValues(workspace, request.subject)) ?? [];
  const before = former.filter((one) => one.request === request.id).map((one) => [one.record, one.values]);
  const fields = corrected.some((act) => !act.fields)
    ? {}
    : { fields: [...new Set(corrected.flatMap((act) => act.fields ?? []))] };
  await composeNotices(workspace, request, {
    about: 'rectification',
    records: corrected.flatMap(({ target }) => target ?? []),
    before: Object.fromEntries(before) as Readonly<Record<RecordId, OneFormer>>,
    ...fields,
    ...(publicUrl ? { publicUrl } : {}),
  });
}
type OneFormer = NonNullable<Awaited<ReturnType<typeof openFormerValues>>>[number]['values'];

/** The records of restrictions that all name some; undefined when one reaches everything. */
export function recordsOf(restricted: readonly ActItem[]): readonly RecordId[] | undefined {
  const named = restricted.map(({ restriction }) => restriction?.records ?? 'all');
  return named.includes('all') ? undefined : named.flatMap((records) => (records === 'all' ? [] : records));
}

/** Tells everybody to whom the data went what the acts of a request have changed (Art. 19); again, it tells nobody twice. */
export async function tellRecipients(
  workspace: Workspace,
  request: RequestItem,
  acts: readonly ActItem[],
  publicUrl?: string,
): Promise<void> {
  await tellOfCorrections(workspace, request, acts, publicUrl);
  const restricted = doneActs(acts, 'restriction');
  if (restricted.length === 0) return;
  const records = recordsOf(restricted);
  await composeNotices(workspace, request, {
    about: 'restriction',
    ...(records ? { records } : {}),
    ...(publicUrl ? { publicUrl } : {}),
  });
}

/** Tells them that what was restricted is free again. */
export async function tellOfLifting(
  workspace: Workspace,
  request: RequestItem,
  acts: readonly ActItem[],
  publicUrl?: string,
): Promise<void> {
  const records = recordsOf(doneActs(acts, 'restriction'));
  await composeNotices(workspace, request, {
    about: 'lifting',
    ...(records ? { records } : {}),
    ...(publicUrl ? { publicUrl } : {}),
  });
}
