import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eachRecord, keysOfRecord } from '../../shared/due/copy.ts';
import type { Swept } from '../../shared/due/sweep-due.ts';
import { sweeper } from '../../shared/due/sweeper.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { POSTMAN, deliverDue, deliverKey } from '../../shared/mail/deliver.ts';
import { sesSender } from '../../shared/mail/ses.ts';
import { mailClient } from '../../shared/store/clients/mail.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const { MAIL_FROM } = environment(['MAIL_FROM']);
const office = officeFromEnvironment(Date.now);
const system = systemTablesFromEnvironment();
const send = sesSender(mailClient({ maxAttempts: 1 }), MAIL_FROM);

const scene = { office, system, actor: POSTMAN, now: Date.now, log: console.error };
const sweep = sweeper({
  ...scene,
  name: 'mail',
  handlers: { outbox: (due) => deliverDue(office, send, due) },
});

/** Sends the mails that the stream brings; on the schedule, those that it has left. */
export const handler = (
  { Records }: Partial<DynamoDBStreamEvent>,
  context: Context,
): Promise<DynamoDBBatchResponse | Swept> =>
  Records ? eachRecord(Records, (record) => deliverKey(office, send, keysOfRecord(record))) : sweep(context);
