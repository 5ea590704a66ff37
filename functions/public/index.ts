import { setTimeout as pauseFor } from 'node:timers/promises';
import { kmsPublicKey } from '../../shared/erasure/receipt/public-key.ts';
import type { ReceiptDoor } from '../../shared/erasure/receipt/receipt-door.ts';
import { issuePackageUrl } from '../../shared/exports/making/package-store.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { lateObjects } from '../../shared/files/late-objects.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { PUBLIC_EVIDENCE_ROUTES } from '../../shared/http/routes/public-evidence.ts';
import { PUBLIC_NOTICE_ROUTES } from '../../shared/http/routes/public-notices.ts';
import { PUBLIC_RECEIPT_ROUTES } from '../../shared/http/routes/public-receipts.ts';
import { PUBLIC_ROUTES } from '../../shared/http/routes/public.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { EvidenceDoor } from '../../shared/rights/public/evidence-door.ts';
import type { PublicServices } from '../../shared/rights/public/door.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const { RECEIPT_KEY, PUBLIC_URL: publicUrl } = environment(['RECEIPT_KEY', 'PUBLIC_URL']);
const office = officeFromEnvironment(Date.now);
const objects = lateObjects(office, bucketsFromEnvironment(['vault', 'handover', 'intake']));

const services: PublicServices & ReceiptDoor & EvidenceDoor = {
  office,
  objects,
  publicUrl,
  now: Date.now,
  sleep: pauseFor,
  publicKey: kmsPublicKey(kmsClient(), RECEIPT_KEY),
  issuePackageUrl: (workspace, request) => issuePackageUrl(workspace, objects(workspace.tenant), request),
};

/** The rooms of data subjects. */
export const handler = apiHandler({
  routes: [...PUBLIC_ROUTES, ...PUBLIC_RECEIPT_ROUTES, ...PUBLIC_NOTICE_ROUTES, ...PUBLIC_EVIDENCE_ROUTES],
  services,
  contexts: {},
});
