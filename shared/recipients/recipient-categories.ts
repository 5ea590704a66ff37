import type { Purpose } from '../catalogue/vocabulary.ts';
import { itemsOf } from '../store/pages.ts';
import type { Item, Workspace } from '../store/workspace.ts';
import type { RecipientKind } from './kinds.ts';
import type { RecipientFacts } from './recipient.ts';
import type { MechanismName } from './transfers.ts';

/** Recipients of one kind in one country, as everybody is told of them (Art. 13(1)(e) and (f)). */
export interface RecipientCategory {
  readonly kind: RecipientKind;
  readonly country: string;
  readonly purposes: readonly Purpose[];
  /** What a transfer into a third country rests on; absent within the EEA. */
  readonly safeguard?: MechanismName;
}

/** The kinds of recipients that data are disclosed to; no name is opened, and the list may lag by seconds. */
export async function recipientCategories(workspace: Workspace): Promise<RecipientCategory[]> {
  const found = new Map<string, RecipientCategory>();
  const list = { table: 'data', index: 'list', pk: workspace.keys.list('recipient', 0), limit: 100 } as const;
  for await (const item of itemsOf(workspace.tables, list)) join(found, item);
  return [...found.values()];
}

function join(found: Map<string, RecipientCategory>, item: Item): void {
  const recipient = item as unknown as RecipientFacts;
  if (recipient.state === 'ended') return;
  const { kind, country, purposes } = recipient;
  const safeguard = recipient.transfer?.mechanism;
  const name = [kind, country, safeguard].join('|');
  const before = found.get(name)?.purposes ?? [];
  found.set(name, {
    kind,
    country,
    purposes: [...new Set([...before, ...purposes])],
    ...(safeguard ? { safeguard } : {}),
  });
}
