import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eachRecord, keysOfRecord } from '../../shared/due/copy.ts';
import { failureTold } from '../../shared/due/failure.ts';
import { sweepDue, type Swept } from '../../shared/due/sweep-due.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { POSTMAN, deliverDue, deliverKey } from '../../shared/mail/deliver.ts';
import { sesSender } from '../../shared/mail/ses.ts';
import { mailClient } from '../../shared/store/clients/mail.ts';
import { createOffice } from '../../shared/store/office.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, MAIL_FROM } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'MAIL_FROM',
]);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});
const system = createSystemTables({ dataTable: DATA_TABLE });
const send = sesSender(mailClient({ maxAttempts: 1 }), MAIL_FROM);

/** Sends the mails that the stream brings; on the schedule, those that it has left. */
export const handler = (
  event: Partial<DynamoDBStreamEvent>,
  context: Context,
): Promise<DynamoDBBatchResponse | Swept> =>
  event.Records
    ? eachRecord(event.Records, (record) => deliverKey(office, send, keysOfRecord(record)))
    : sweepDue({
        name: 'mail',
        system,
        workspace: (tenant) => office.workspace(tenant, POSTMAN),
        handlers: { outbox: (due) => deliverDue(office, send, due) },
        now: Date.now,
        over: () => context.getRemainingTimeInMillis() < 20_000,
        failed: failureTold('mail'),
      });
