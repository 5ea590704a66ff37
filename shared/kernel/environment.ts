/**
 * Every variable that a function may read: set by the stacks from this list, read by functions through `environment`.
 * A handler's environment holds nothing that the template does not declare.
 */
export const VARIABLES = {
  DATA_TABLE: 'name of the data table',
  KEY_TABLE: 'name of the key table',
  TENANT_ROLE: 'ARN of the role that is assumed for one tenant',
  ERASER_ROLE: 'ARN of the role that may delete from the key table',
  INTAKE_BUCKET: 'bucket of uploads that are not sealed yet',
  INBOX_BUCKET: 'bucket of mails that are not sealed yet',
  INBOX_DOMAIN: 'domain of the privacy inboxes',
  HOUSE_TENANT: 'tenant in which the vendor answers for what it does itself',
  HANDLE_KEY: 'ARN of the key behind the tokens of public handles (HMAC_256)',
  VAULT_BUCKET: 'bucket of sealed objects',
  HANDOVER_BUCKET: 'bucket of packages waiting to be fetched',
  RECEIPT_KEY: 'ARN of the key that signs receipts (ECC_NIST_P256)',
  CASE_KEY: 'ARN of the key that signs case files (ECC_NIST_P256)',
  STANDARDS_KEY: 'ARN of the key that signs answers and callbacks of standards (RSA_2048)',
  MAIL_FROM: 'address that mails are sent from',
  PUBLIC_URL: 'address of the public pages, without a slash at the end',
  STAGE: 'name of the deployment',
  ONBOARD_MACHINE: 'ARN of the onboarding workflow',
  IMPORT_MACHINE: 'ARN of the import workflow',
  EXPORT_MACHINE: 'ARN of the export workflow',
  ERASE_MACHINE: 'ARN of the erasure workflow',
  STOP_WINDOW_SECONDS: 'seconds between approval and erasure in which it can be stopped',
} as const;
/** The name of a variable. */
export type Variable = keyof typeof VARIABLES;

/** Reads variables; a missing one is a fault of the deployment and is named. */
export function environment<const V extends readonly Variable[]>(
  names: V,
  source: Readonly<Record<string, string | undefined>> = process.env,
): Record<V[number], string> {
  const missing = names.filter((name) => !source[name]);
  if (missing.length > 0) throw new Error(`environment lacks ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, source[name]])) as Record<V[number], string>;
}
