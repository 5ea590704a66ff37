import { setTimeout as pauseFor } from 'node:timers/promises';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { lateObjects } from '../../shared/files/late-objects.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { DOOR_ROUTES } from '../../shared/http/routes/intake-doors.ts';
import { INTAKE_ROUTES } from '../../shared/http/routes/intake.ts';
import type { DoorServices } from '../../shared/intake/door.ts';
import { createHandles, publicTokens } from '../../shared/intake/handles.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const own = environment(['HANDLE_KEY', 'HOUSE_TENANT', 'INBOX_DOMAIN']);
const office = officeFromEnvironment(Date.now);
const system = systemTablesFromEnvironment();
const tokens = publicTokens(kmsClient(), own.HANDLE_KEY);

const services: DoorServices = {
  office,
  objects: lateObjects(office, bucketsFromEnvironment(['vault', 'handover'])),
  system,
  tokens,
  handles: createHandles(system, tokens),
  house: own.HOUSE_TENANT as TenantId,
  domain: own.INBOX_DOMAIN,
  now: Date.now,
  sleep: pauseFor,
};

const routes = [...INTAKE_ROUTES, ...DOOR_ROUTES];

/** Messages that reach a business before they are requests: the doors, and the officers' side of them. */
export const handler = apiHandler({ routes, services, contexts: { tenant: tenantContext(office) } });
