import type { SESEvent } from 'aws-lambda';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { envelopeOfEvent } from '../../shared/intake/mail/envelope.ts';
import { createMailbox } from '../../shared/intake/mail/mailbox.ts';
import { takeForgotten, takeMail, type InboxServices } from '../../shared/intake/mail/take-mail.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { TenantId } from '../../shared/kernel/ids.ts';
import { s3Client } from '../../shared/store/clients/s3.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const own = environment(['HOUSE_TENANT', 'INBOX_BUCKET', 'INBOX_DOMAIN', 'MAIL_FROM']);
const office = officeFromEnvironment(Date.now);

const services: InboxServices = {
  office,
  objects: sessionObjects(office, bucketsFromEnvironment(['vault'])),
  mailbox: createMailbox(s3Client(), own.INBOX_BUCKET),
  domain: own.INBOX_DOMAIN,
  house: own.HOUSE_TENANT as TenantId,
  sender: own.MAIL_FROM,
  now: Date.now,
  log: console.log,
};

/** Takes each mail that reaches a privacy inbox; on the schedule, those whose event was lost. */
export const handler = async ({ Records }: Partial<SESEvent>): Promise<unknown> => {
  if (!Records) return takeForgotten(services);
  for (const record of Records) {
    const envelope = envelopeOfEvent(record);
    await takeMail(services, envelope.delivery, envelope, Date.parse(envelope.receivedAt));
  }
  return undefined;
};
