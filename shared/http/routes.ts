import type { RouteRow } from './route.ts';
import { ACCESS_ROUTES } from './routes/access.ts';
import { CONSENT_ROUTES } from './routes/consents.ts';
import { FILE_ROUTES } from './routes/files.ts';
import { FISCAL_YEAR_ROUTES } from './routes/fiscal-year.ts';
import { IDENTITY_DOCUMENT_ROUTES } from './routes/identity-documents.ts';
import { IMPORT_ROUTES } from './routes/imports.ts';
import { DOOR_ROUTES } from './routes/intake-doors.ts';
import { INTAKE_ROUTES } from './routes/intake.ts';
import { KEPT_ROUTES } from './routes/kept.ts';
import { PACKAGE_ROUTES } from './routes/packages.ts';
import { PLATFORM_ROUTES } from './routes/platform.ts';
import { PUBLIC_ROUTES } from './routes/public.ts';
import { RECEIPT_ROUTES } from './routes/receipts.ts';
import { RECIPIENT_ROUTES } from './routes/recipients.ts';
import { RECORD_ROUTES } from './routes/records.ts';
import { REQUEST_ROUTES } from './routes/requests.ts';

/** Every route of the product: what the contract and the gateway's body are made from. */
export const ROUTES: readonly RouteRow[] = [
  ...ACCESS_ROUTES,
  ...RECORD_ROUTES,
  ...FILE_ROUTES,
  ...IMPORT_ROUTES,
  ...PACKAGE_ROUTES,
  ...PLATFORM_ROUTES,
  ...REQUEST_ROUTES,
  ...IDENTITY_DOCUMENT_ROUTES,
  ...INTAKE_ROUTES,
  ...DOOR_ROUTES,
  ...CONSENT_ROUTES,
  ...RECIPIENT_ROUTES,
  ...RECEIPT_ROUTES,
  ...KEPT_ROUTES,
  ...FISCAL_YEAR_ROUTES,
  ...PUBLIC_ROUTES,
];
