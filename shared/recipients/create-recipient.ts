import { eventWrite } from '../audit/record-event.ts';
import { newId } from '../kernel/ids.ts';
import { day, instant } from '../kernel/time.ts';
import { languageOf, type Language } from '../catalogue/languages.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';
import {
  openRecipients,
  refusePurposes,
  sealEntry,
  type Recipient,
  type RecipientEntry,
} from './recipient.ts';
import type { RecipientKind } from './kinds.ts';
import { refuseTransfer, type Transfer } from './transfers.ts';

/** A recipient as it is entered; without a language it is told in the tenant's own. */
export interface NewRecipient extends RecipientEntry {
  readonly kind: RecipientKind;
  readonly country: string;
  readonly transfer?: Transfer;
  readonly purposes: readonly string[];
  readonly language?: Language;
}

/** Enters a recipient; `rule.violated` for a purpose beyond the list, or a third country without a mechanism that holds today. */
export async function createRecipient(workspace: Workspace, given: NewRecipient): Promise<Recipient> {
  const { kind, country, transfer, purposes, language } = given;
  refusePurposes(purposes);
  refuseTransfer(given, day(workspace.now()), '/transfer');
  const id = newId(workspace.random);
  const createdAt = instant(workspace.now());
  const facts = {
    id,
    kind,
    country,
    ...(transfer ? { transfer } : {}),
    purposes,
    language: language ?? languageOf((await tenantSettings(workspace)).country),
    state: 'active',
    version: 1,
    createdAt,
    entry: await sealEntry(workspace, id, given),
  };
  const at = workspace.keys.recipient(id);
  const listed = { listPk: workspace.keys.list('recipient', 0), listSk: `${createdAt}#${id}` };
  await workspace.tables.write([
    { put: { ...facts, ...listed }, at, if: ABSENT },
    eventWrite(workspace, { action: 'recipient.create', target: id }),
  ]);
  const [created] = await openRecipients(workspace, [{ ...facts, pk: at.pk, sk: at.sk }]);
  return created as Recipient;
}
