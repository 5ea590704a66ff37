import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_SETTINGS, regionGuard } from '../clients.ts';

/** An S3 client held to the allowed regions; presigned addresses are held too. */
export function s3Client(settings: S3ClientConfig = {}): S3Client {
  const client = new S3Client({ ...CLIENT_SETTINGS, ...settings });
  client.middlewareStack.use(regionGuard());
  return client;
}
