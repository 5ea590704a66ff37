import { eventWrite } from '../audit/record-event.ts';
import { PRESENT, set } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Says on which day the business's fiscal years end (`MM-DD`, the end of February for 28 and 29). Plans made from then
 * on count by it; what is kept already keeps its end.
 */
export async function setFiscalYearEnd(workspace: Workspace, fiscalYearEnd: string): Promise<void> {
  await workspace.tables.write([
    { update: set({ fiscalYearEnd }), at: workspace.keys.tenant(), if: PRESENT },
    eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['fiscalYearEnd'] }),
  ]);
}
