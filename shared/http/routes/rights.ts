import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { CASE_FILE_ROUTES, type CaseFileServices } from './case-files.ts';
import { CHILD_ROUTES } from './children.ts';
import { CONSENT_ROUTES } from './consents.ts';
import { FISCAL_YEAR_ROUTES } from './fiscal-year.ts';
import { KEPT_ROUTES } from './kept.ts';
import { MANUAL_ROUTES } from './manual-operations.ts';
import { RECEIPT_ROUTES, type ReceiptServices } from './receipts.ts';
import { RIGHTS_BY_BASIS_ROUTES } from './rights-by-basis.ts';
import { RECIPIENT_ROUTES } from './recipients.ts';
import { REQUEST_ROUTES } from './requests.ts';
import { TIME_ZONE_ROUTES } from './time-zone.ts';

/** What the function of the officers is wired with. */
export type RightsServices = RequestServices & ReceiptServices & CaseFileServices;

/** Everything that the function of the officers serves: requests, and what follows from them. */
export const RIGHTS_ROUTES: readonly Route<'tenant', RightsServices>[] = [
  ...REQUEST_ROUTES,
  ...CASE_FILE_ROUTES,
  ...RIGHTS_BY_BASIS_ROUTES,
  ...CHILD_ROUTES,
  ...CONSENT_ROUTES,
  ...MANUAL_ROUTES,
  ...RECEIPT_ROUTES,
  ...KEPT_ROUTES,
  ...FISCAL_YEAR_ROUTES,
  ...TIME_ZONE_ROUTES,
  ...RECIPIENT_ROUTES,
];
