import * as z from 'zod';
import { currency } from '../../catalogue/values.ts';
import { makeTransfer, refuseTransfer, wishTransfer } from '../../exports/transfer.ts';
import { askFee, settleFee } from '../../rights/decisions/further-copy.ts';
import { COPY_COSTS } from '../../rights/letters/fee.ts';
import { NOT_FEASIBLE, type NotFeasible } from '../../rights/letters/transfer.ts';
import type { RequestServices } from '../../rights/decisions/services.ts';
import type { Route } from '../route.ts';
import { requestId } from './request-shapes.ts';
import { stepRoute, type StepRow } from './request-step.ts';

/** What an officer decides about packages beside their release: name, who may, what it says, body, what it does. */
const STEPS: readonly StepRow[] = [
  {
    verb: 'fee',
    permission: 'request:decide',
    summary: 'Asks a fee for a further copy, before it is made; the first copy is free (Art. 15(3))',
    body: z.strictObject({
      amount: z.int().min(1).max(1_000_000),
      currency,
      costs: z.array(z.enum(COPY_COSTS)).min(1),
    }),
    act: (workspace, id, _, body) => askFee(workspace, id, body),
  },
  {
    verb: 'fee/settle',
    permission: 'request:decide',
    summary: 'Notes that the fee was paid or is waived',
    body: z.strictObject({ as: z.enum(['paid', 'waived']) }),
    act: (workspace, id, _, { as }) => settleFee(workspace, id, as),
  },
  {
    verb: 'transfer',
    permission: 'request:change',
    summary: 'Notes that the person wants the data to go straight to another controller (Art. 20(2))',
    body: z.strictObject({ recipient: requestId }),
    act: (workspace, id, _, { recipient }) => wishTransfer(workspace, id, recipient),
  },
  {
    verb: 'transfer/not-feasible',
    permission: 'request:decide',
    summary: 'Answers that the transfer is technically not feasible, with the reason',
    body: z.strictObject({
      reason: z.enum(Object.keys(NOT_FEASIBLE) as [NotFeasible, ...NotFeasible[]]),
    }),
    act: (workspace, id, _, { reason }) => refuseTransfer(workspace, id, reason),
  },
  {
    verb: 'transfer/release',
    permission: 'request:decide',
    summary: 'Releases the package to the other controller: the link goes there, the code to the person',
    body: z.strictObject({}),
    act: (workspace, id, { publicUrl }) => makeTransfer(workspace, id, publicUrl),
  },
];

/** Fees for further copies, transfers to other controllers. */
export const PACKAGE_DECISION_ROUTES: readonly Route<'tenant', RequestServices>[] = STEPS.map(stepRoute);
