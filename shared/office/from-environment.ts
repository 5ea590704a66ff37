import { environment } from '../kernel/environment.ts';
import type { Now } from '../kernel/time.ts';
import { createOffice, type Office } from './office.ts';
import { createSystemTables, type SystemTables } from '../store/system-tables.ts';

/** The office of this process, over the tables and the role that its environment names. */
export function officeFromEnvironment(now: Now): Office {
  return createOffice({ ...tenantPlaces(), now });
}

/** The same for a function that may assume the eraser's role too. */
export function eraserOfficeFromEnvironment(now: Now): Office {
  const { ERASER_ROLE: eraserRole } = environment(['ERASER_ROLE']);
  return createOffice({ ...tenantPlaces(), eraserRole, now });
}

/** The system namespace of the table that the environment names. */
export function systemTablesFromEnvironment(): SystemTables {
  const { DATA_TABLE: dataTable } = environment(['DATA_TABLE']);
  return createSystemTables({ dataTable });
}

function tenantPlaces() {
  const { DATA_TABLE, KEY_TABLE, TENANT_ROLE } = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);
  return { dataTable: DATA_TABLE, keyTable: KEY_TABLE, tenantRole: TENANT_ROLE };
}
