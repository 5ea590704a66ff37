import { setTimeout as pauseFor } from 'node:timers/promises';
import { issuePackageUrl } from '../../shared/exports/package-store.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { lateObjects } from '../../shared/files/late-objects.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { PUBLIC_ROUTES } from '../../shared/http/routes/public.ts';
import type { PublicServices } from '../../shared/rights/public-door.ts';
import { officeFromEnvironment } from '../../shared/store/from-environment.ts';

const office = officeFromEnvironment(Date.now);
const objects = lateObjects(office, bucketsFromEnvironment(['vault', 'handover']));

const services: PublicServices = {
  office,
  now: Date.now,
  sleep: pauseFor,
  issuePackageUrl: (workspace, request) => issuePackageUrl(workspace, objects(workspace.tenant), request),
};

/** The rooms of data subjects. */
export const handler = apiHandler({ routes: PUBLIC_ROUTES, services, contexts: {} });
