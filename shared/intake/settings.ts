import { eventWrite } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import { ABSENT, any, PRESENT } from '../store/clauses.ts';
import type { Binding, Workspace } from '../store/workspace.ts';
import type { Handles } from './handles.ts';

/** What a business says about its doors; sealed under the tenant's key. */
export interface IntakeSettings {
  /** What it is called in public, for people who write to the vendor. */
  readonly handle?: string;
  /** Where notices of waiting messages go; without one, to its officers. */
  readonly noticeTo?: string;
}

const BINDING: Binding = { owner: 'tenant', type: 'tenant', id: 'intake', section: 'settings', schema: 1 };

/** Reads the settings; a business that never made any has none. */
export async function intakeSettings(workspace: Workspace): Promise<IntakeSettings> {
  const [item] = await workspace.tables.get([workspace.keys.intakeSettings()]);
  if (!(item?.['content'] instanceof Uint8Array)) return {};
  const opened = workspace.vault.open(await workspace.vault.tenantKey(), BINDING, item['content']);
  return opened as unknown as IntakeSettings;
}

/** Replaces the settings; `conflict` when another business has the handle. */
export async function setIntakeSettings(
  workspace: Workspace,
  handles: Handles,
  settings: IntakeSettings,
): Promise<void> {
  const before = await intakeSettings(workspace);
  if (settings.handle) await handles.take(workspace.tenant, settings.handle);
  const value = JSON.parse(JSON.stringify(settings)) as Json;
  const content = workspace.vault.seal(await workspace.vault.tenantKey(), BINDING, value);
  const fields = Object.keys(settings);
  await workspace.tables.write([
    { put: { content }, at: workspace.keys.intakeSettings(), if: any(ABSENT, PRESENT) },
    eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields }),
  ]);
  if (before.handle && before.handle !== settings.handle)
    await handles.leave(workspace.tenant, before.handle);
}
