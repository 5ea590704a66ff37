import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Delivery, SendMail } from './send-mail.ts';

/** Errors after which SES has certainly not taken the mail: try later, or never. */
const CERTAIN: Readonly<Record<string, Delivery>> = {
  TooManyRequestsException: 'later',
  LimitExceededException: 'later',
  SendingPausedException: 'later',
  AccountSuspendedException: 'later',
  MailFromDomainNotVerifiedException: 'later',
  NotFoundException: 'later',
  AccessDeniedException: 'later',
  CredentialsProviderError: 'later',
  MessageRejected: 'refused',
  BadRequestException: 'refused',
};

/** Sends by SES; the client makes one attempt, because a second one could be a second mail. */
export function sesSender(client: SESv2Client, from: string): SendMail {
  return async ({ to, subject, text, html }) => {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const command = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text), Html: utf8(html) } } },
    });
    try {
      const { MessageId } = await client.send(command);
      return MessageId ? { messageId: MessageId } : 'sent';
    } catch (error) {
      return CERTAIN[error instanceof Error ? error.name : ''] ?? 'unknown';
    }
  };
}
