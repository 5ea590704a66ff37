import { eventWrite } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { recipientsById } from '../recipients/recipient.ts';
import { ABSENT, PRESENT, any } from '../store/clauses.ts';
import type { Binding, Workspace } from '../store/workspace.ts';

/** A host that callbacks may go to: a way out of the business, hence with the recipient that it leads to. */
export interface CallbackHost {
  /** In lower case, without a port. */
  readonly host: string;
  /** Entry of the register of recipients: purposes, country and mechanism are there. */
  readonly recipient: Id;
}

/** What a business says about its exchanges under standards; sealed under the tenant's key. */
export interface StandardsSettings {
  readonly callbackHosts: readonly CallbackHost[];
  /** What the business is called in a network of the Data Rights Protocol; its own id unless named. */
  readonly businessId?: string;
}

const BINDING: Binding = { owner: 'tenant', type: 'tenant', id: 'standards', section: 'settings', schema: 1 };

/** Reads the settings; a business that never made any lets no callback out. */
export async function standardsSettings(workspace: Workspace): Promise<StandardsSettings> {
  const [item] = await workspace.tables.get([workspace.keys.standardsSettings()]);
  if (!(item?.['content'] instanceof Uint8Array)) return { callbackHosts: [] };
  const opened = workspace.vault.open(await workspace.vault.tenantKey(), BINDING, item['content']);
  return opened as unknown as StandardsSettings;
}

/** The recipients of hosts that may be told something now: an ended one hears nothing more. */
async function activeRecipients(workspace: Workspace, hosts: readonly CallbackHost[]): Promise<Set<Id>> {
  const found = await recipientsById(workspace, [...new Set(hosts.map(({ recipient }) => recipient))]);
  return new Set([...found.values()].flatMap(({ id, state }) => (state === 'active' ? [id] : [])));
}

/** Replaces the settings; `reference.unknown` for a host whose recipient is not in the register, or has ended. */
export async function setStandardsSettings(workspace: Workspace, settings: StandardsSettings): Promise<void> {
  const { callbackHosts } = settings;
  const active = await activeRecipients(workspace, callbackHosts);
  const violations = callbackHosts.flatMap(({ recipient }, position) =>
    active.has(recipient)
      ? []
      : [{ pointer: `/callbackHosts/${position}/recipient`, rule: 'active recipient' }],
  );
  if (violations.length > 0) throw new Problem('reference.unknown', { violations });
  const value = JSON.parse(JSON.stringify(settings)) as Json;
  const content = workspace.vault.seal(await workspace.vault.tenantKey(), BINDING, value);
  await workspace.tables.write([
    { put: { content }, at: workspace.keys.standardsSettings(), if: any(ABSENT, PRESENT) },
    eventWrite(workspace, {
      action: 'tenant.change',
      target: workspace.tenant,
      fields: Object.keys(settings),
    }),
  ]);
}

/** The hosts that callbacks may go to at this moment. */
export async function openHosts(workspace: Workspace): Promise<ReadonlySet<string>> {
  const { callbackHosts } = await standardsSettings(workspace);
  if (callbackHosts.length === 0) return new Set();
  const active = await activeRecipients(workspace, callbackHosts);
  return new Set(callbackHosts.flatMap(({ host, recipient }) => (active.has(recipient) ? [host] : [])));
}
