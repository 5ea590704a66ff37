import { loadJob } from '../jobs/job-store.ts';
import type { Id, TenantId } from '../kernel/ids.ts';
import type { WorkflowEvent } from '../kernel/workflow.ts';
import type { Actor, Workspace } from '../store/workspace.ts';

/** The workspace in which an import is carried out: in the name of the member who prepared it. */
export async function importerOf(
  office: { workspace(tenant: TenantId, actor: Actor): Workspace },
  event: WorkflowEvent,
): Promise<Workspace> {
  const tenant = event.tenant as TenantId;
  const { createdBy } = await loadJob(
    office.workspace(tenant, { kind: 'system', id: 'import' }),
    event['job'] as Id,
  );
  return office.workspace(tenant, createdBy);
}
