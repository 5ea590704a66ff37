import type { KMSClientConfig } from '@aws-sdk/client-kms';
import { KMSClient } from '@aws-sdk/client-kms';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/** A KMS client held to the allowed regions. */
export function kmsClient(settings: KMSClientConfig = {}): KMSClient {
  const client = new KMSClient({ ...CLIENT_SETTINGS, ...settings });
  client.middlewareStack.use(regionGuard());
  return client;
}
