import type { SESv2ClientConfig } from '@aws-sdk/client-sesv2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/** An SES client held to the allowed regions. */
export function mailClient(settings: SESv2ClientConfig = {}): SESv2Client {
  const client = new SESv2Client({ ...CLIENT_SETTINGS, ...settings });
  client.middlewareStack.use(regionGuard());
  return client;
}
