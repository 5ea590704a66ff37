import type { RouteRow } from './route.ts';
import { ACCESS_ROUTES } from './routes/access.ts';
import { AUDIENCE_ROUTES } from './routes/audiences.ts';
import { EXCHANGE_ROUTES } from './routes/exchanges.ts';
import { FILE_ROUTES } from './routes/files.ts';
import { IDENTITY_DOCUMENT_ROUTES } from './routes/identity-documents.ts';
import { IMPORT_ROUTES } from './routes/imports.ts';
import { DOOR_ROUTES } from './routes/intake-doors.ts';
import { INTAKE_ROUTES } from './routes/intake.ts';
import { PACKAGE_ROUTES } from './routes/packages.ts';
import { PLATFORM_ROUTES } from './routes/platform.ts';
import { PUBLIC_EVIDENCE_ROUTES } from './routes/public-evidence.ts';
import { PUBLIC_NOTICE_ROUTES } from './routes/public-notices.ts';
import { PUBLIC_RECEIPT_ROUTES } from './routes/public-receipts.ts';
import { PUBLIC_ROUTES } from './routes/public.ts';
import { RECORD_ROUTES } from './routes/records.ts';
import { RIGHTS_ROUTES } from './routes/rights.ts';

/** Every route of the product: what the contract and the gateway's body are made from. */
export const ROUTES: readonly RouteRow[] = [
  ...ACCESS_ROUTES,
  ...RECORD_ROUTES,
  ...AUDIENCE_ROUTES,
  ...FILE_ROUTES,
  ...IMPORT_ROUTES,
  ...PACKAGE_ROUTES,
  ...PLATFORM_ROUTES,
  ...RIGHTS_ROUTES,
  ...IDENTITY_DOCUMENT_ROUTES,
  ...INTAKE_ROUTES,
  ...DOOR_ROUTES,
  ...EXCHANGE_ROUTES,
  ...PUBLIC_ROUTES,
  ...PUBLIC_RECEIPT_ROUTES,
  ...PUBLIC_NOTICE_ROUTES,
  ...PUBLIC_EVIDENCE_ROUTES,
];
