import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { allItems } from '../../store/pages.ts';
import type { Item, Workspace } from '../../store/workspace.ts';
import type { RequestItem } from './model.ts';

/** The parts that a request has, by the beginning of their keys. */
export const PARTS = {
  history: 'HIS',
  plan: 'PLN',
  challenge: 'CHL',
  callBack: 'CBK',
  doubt: 'DBT',
  evidenceLink: 'EVL',
  mandate: 'MND',
  contact: 'CTC',
  mail: 'MAI',
  package: 'PKG',
  receipt: 'RCP',
  receiptAccess: 'RCA',
  receiptLink: 'RCL',
  supplement: 'RCS',
  alert: 'ALR',
  sweep: 'SWP',
  reminder: 'RMD',
  caseFile: 'CSF',
  note: 'NOT',
  task: 'TSK',
  waiting: 'WAI',
  notice: 'NTC',
  noticeMail: 'NTM',
  noticeLink: 'NTL',
  exchange: 'EXC',
} as const;
/** A part of a request. */
export type PartName = keyof typeof PARTS;

/** Reads an item as a request. */
export function requestFrom(item: Item): RequestItem {
  const { pk: _pk, sk: _sk, listPk: _list, listSk: _sort, ...request } = item;
  return request as unknown as RequestItem;
}

/** Finds a request, consistently; undefined when there is none here, or its record has ended. */
export async function find(workspace: Workspace, request: Id): Promise<RequestItem | undefined> {
  const [item] = await workspace.tables.get([workspace.keys.request(request)]);
  return item && requestFrom(item);
}

/** Loads a request, consistently; `not-found` when there is none here. */
export async function load(workspace: Workspace, request: Id): Promise<RequestItem> {
  const found = await find(workspace, request);
  if (!found) throw new Problem('not-found');
  return found;
}

/** One page of a request's parts, in the order of their ids. */
export async function partsPage(
  workspace: Workspace,
  request: Id,
  part: PartName,
  options: { readonly limit?: number; readonly after?: Readonly<Record<string, unknown>> } = {},
) {
  return workspace.tables.query({
    table: 'data',
    pk: workspace.keys.request(request).pk,
    skPrefix: `${PARTS[part]}#`,
    ...options,
  });
}

/** All parts of one kind; for kinds that are few (challenges, mails), or for jobs that work through them. */
export async function parts(workspace: Workspace, request: Id, part: PartName): Promise<Item[]> {
  const { pk } = workspace.keys.request(request);
  return allItems(workspace.tables, { table: 'data', pk, skPrefix: `${PARTS[part]}#` });
}
