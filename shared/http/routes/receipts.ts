import * as z from 'zod';
import { readReceipt } from '../../erasure/receipt/read-receipt.ts';
import type { Route } from '../route.ts';
import { pathId, requestId } from './request-shapes.ts';

/** What the routes of receipts are wired with. */
export interface ReceiptServices {
  /** The public key that verifies receipts, as PEM. */
  readonly publicKey: () => Promise<string>;
}

/** A receipt as it is verified. */
export const signedReceipt = z.object({
  receipt: z.record(z.string(), z.unknown()),
  statement: z.object({
    v: z.literal(1),
    receipt: requestId,
    tenant: requestId,
    request: requestId,
    sha256: z.string(),
    at: z.iso.datetime(),
  }),
  signature: z.string(),
  algorithm: z.literal('ECDSA_SHA_256'),
});

const served = {
  audience: 'tenant',
  function: 'rights',
  processing: 'rights',
  permission: 'request:read',
} as const;

/** Receipts of erasures, and the key that verifies them offline. */
export const RECEIPT_ROUTES: readonly Route<'tenant', ReceiptServices>[] = [
  {
    ...served,
    method: 'GET',
    path: '/v1/requests/{id}/receipt',
    summary: 'The signed receipt of an erasure, once an independent sweep has found nothing',
    params: pathId,
    output: signedReceipt,
    use: async (_, { workspace }, { path }) => ({
      status: 200,
      body: await readReceipt(workspace, path.id),
    }),
  },
  {
    ...served,
    method: 'GET',
    path: '/v1/receipt-key',
    summary: 'The public key that verifies receipts (PEM, P-256)',
    output: z.object({ algorithm: z.literal('ECDSA_SHA_256'), publicKey: z.string() }),
    use: async ({ publicKey }) => ({
      status: 200,
      body: { algorithm: 'ECDSA_SHA_256', publicKey: await publicKey() },
    }),
  },
];
