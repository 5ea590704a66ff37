import * as z from 'zod';
import { fetchReceipt, type ReceiptDoor } from '../../erasure/receipt/receipt-door.ts';
import { isProblem } from '../../kernel/problems.ts';
import { receiptPage } from '../../rights/public/pages.ts';
import type { Route } from '../route.ts';
import { signedReceipt } from './receipts.ts';

const served = { audience: 'public', function: 'public', processing: 'rights', bodyLimit: 1024 } as const;
/** Any text: one that is no link is answered like one that leads nowhere. */
const params = z.strictObject({ link: z.string().max(300) });

/** The receipt of an erasure for whoever has its number and secret; no address is left to ask with a code. */
export const PUBLIC_RECEIPT_ROUTES: readonly Route<'public', ReceiptDoor>[] = [
  {
    ...served,
    method: 'GET',
    path: '/public/v1/receipts/{link}',
    summary: 'The receipt of an erasure and what was filed with it since, with the key that verifies them',
    params,
    output: z.object({
      receipt: signedReceipt,
      supplements: z.array(signedReceipt),
      publicKey: z.string(),
    }),
    use: async (door, _, { path }) => ({ status: 200, body: await fetchReceipt(door, path.link) }),
  },
  {
    ...served,
    method: 'GET',
    path: '/public/pages/receipt/{link}',
    summary: 'Page: the receipt of an erasure and what was filed with it since',
    params,
    use: async (door, _, { path }) => {
      try {
        return { status: 200, html: receiptPage(await fetchReceipt(door, path.link)) };
      } catch (error) {
        if (!isProblem(error, 'not-found')) throw error;
        return { status: 200, html: receiptPage() };
      }
    },
  },
];
