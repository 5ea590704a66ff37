import type { Variable } from '../shared/kernel/environment.ts';
import { LONGEST_TURN } from '../shared/kernel/workflow.ts';

/** Names of the state machines. */
export const WORKFLOWS = ['onboard', 'import', 'export', 'erase'] as const;
/** The name of a state machine. */
export type WorkflowName = (typeof WORKFLOWS)[number];

/** What one function is and may do; the whole of its role follows from this row. */
export interface FunctionRow {
  readonly name: string;
  readonly summary: string;
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memory: number;
  readonly variables: readonly Variable[];
  /** Roles that it may assume for one tenant at a time: the only way to tenant data. */
  readonly assume?: readonly ('tenant' | 'eraser')[];
  /** Its own access to the system namespace `S#…` of the data table. */
  readonly system?: 'read' | 'write';
  /** State machines that it may start. */
  readonly start?: readonly WorkflowName[];
  /** Signs receipts, or only reads the public key that verifies them. */
  readonly receipts?: 'sign' | 'verify';
  readonly sendMail?: true;
  /** Takes mails out of the bucket in which they arrive. */
  readonly takeMail?: true;
  /** Makes public names into tokens. */
  readonly handles?: true;
  /** Signs case files. */
  readonly caseFiles?: true;
  /** Signs answers and callbacks of standards. */
  readonly standards?: true;
  readonly createTenantKeys?: true;
  /** What it hears of the data table's stream (keys only; at most two consumers per shard). */
  readonly stream?: readonly ('INSERT' | 'REMOVE')[];
  /** Expression of EventBridge Scheduler on which it runs. */
  readonly schedule?: string;
}

const tables = ['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE', 'STAGE'] as const;
const api = { timeout: 25, memory: 1024 } as const;
const background = { timeout: LONGEST_TURN, memory: 1024 } as const;

/** Every function of the product: one row, one folder of functions/. */
export const FUNCTIONS: readonly FunctionRow[] = [
  {
    name: 'authorizer',
    summary: 'verifies an API key and names tenant, principal and role',
    timeout: 10,
    memory: 1024,
    variables: tables,
    assume: ['tenant'],
  },
  {
    ...api,
    name: 'records',
    summary: 'records of a tenant and the people that they are about',
    variables: [...tables, 'VAULT_BUCKET'],
    assume: ['tenant'],
  },
  {
    ...api,
    name: 'work',
    summary: 'imports, files and jobs',
    variables: [
      ...tables,
      'INTAKE_BUCKET',
      'VAULT_BUCKET',
      'HANDOVER_BUCKET',
      'IMPORT_MACHINE',
      'EXPORT_MACHINE',
    ],
    assume: ['tenant'],
    start: ['import', 'export'],
  },
  {
    ...api,
    name: 'rights',
    summary: 'requests of data subjects, as the privacy officer sees them',
    variables: [
      ...tables,
      'VAULT_BUCKET',
      'HANDOVER_BUCKET',
      'EXPORT_MACHINE',
      'ERASE_MACHINE',
      'STOP_WINDOW_SECONDS',
      'PUBLIC_URL',
      'RECEIPT_KEY',
      'CASE_KEY',
    ],
    assume: ['tenant'],
    start: ['export', 'erase'],
    receipts: 'verify',
    caseFiles: true,
  },
  {
    ...api,
    name: 'public',
    summary: 'the pages of data subjects',
    variables: [...tables, 'INTAKE_BUCKET', 'VAULT_BUCKET', 'HANDOVER_BUCKET', 'RECEIPT_KEY', 'PUBLIC_URL'],
    assume: ['tenant'],
    receipts: 'verify',
  },
  {
    ...api,
    name: 'intake',
    summary: 'messages that reach a business before they are requests: forms, and what officers make of them',
    variables: [...tables, 'VAULT_BUCKET', 'HANDOVER_BUCKET', 'HANDLE_KEY', 'HOUSE_TENANT', 'INBOX_DOMAIN'],
    assume: ['tenant'],
    system: 'write',
    handles: true,
  },
  {
    ...api,
    name: 'standards',
    summary: 'requests by OpenDSR and the Data Rights Protocol',
    variables: [...tables, 'STANDARDS_KEY', 'PUBLIC_URL', 'HANDLE_KEY'],
    assume: ['tenant'],
    system: 'write',
    handles: true,
    standards: true,
  },
  {
    ...api,
    name: 'platform',
    summary: 'tenants, as the operator of the platform sees them',
    variables: [...tables, 'ONBOARD_MACHINE'],
    assume: ['tenant'],
    system: 'write',
    start: ['onboard'],
  },
  {
    ...background,
    name: 'onboard',
    summary: 'creates a tenant: its key, its wrapping keys, its first administrator',
    variables: [...tables, 'ERASER_ROLE'],
    assume: ['tenant'],
    system: 'write',
    createTenantKeys: true,
  },
  {
    ...background,
    name: 'import',
    summary: 'reads an uploaded file into records, in checkpoints',
    variables: [...tables, 'INTAKE_BUCKET', 'VAULT_BUCKET'],
    assume: ['tenant'],
  },
  {
    ...background,
    name: 'export',
    summary: 'writes a package of records into the hand-over bucket',
    variables: [...tables, 'VAULT_BUCKET', 'HANDOVER_BUCKET', 'PUBLIC_URL'],
    assume: ['tenant'],
  },
  {
    ...background,
    name: 'erase',
    summary: 'carries out an approved erasure step by step, and ends what a statute kept',
    variables: [
      ...tables,
      'ERASER_ROLE',
      'INTAKE_BUCKET',
      'VAULT_BUCKET',
      'HANDOVER_BUCKET',
      'RECEIPT_KEY',
      'PUBLIC_URL',
    ],
    assume: ['tenant', 'eraser'],
    receipts: 'sign',
  },
  {
    ...background,
    name: 'sweep',
    summary: 'looks, independently of the eraser, for anything that is left of a person',
    variables: [...tables, 'INTAKE_BUCKET', 'VAULT_BUCKET', 'HANDOVER_BUCKET'],
    assume: ['tenant'],
  },
  {
    ...background,
    name: 'tick',
    summary: 'starts whatever has become due, every minute',
    variables: [
      ...tables,
      'ERASER_ROLE',
      'INTAKE_BUCKET',
      'VAULT_BUCKET',
      'HANDOVER_BUCKET',
      'EXPORT_MACHINE',
      'IMPORT_MACHINE',
      'ERASE_MACHINE',
      'PUBLIC_URL',
    ],
    // The eraser's: a closed request's content and a kept item end by the end of their keys.
    assume: ['tenant', 'eraser'],
    system: 'write',
    start: ['import', 'export', 'erase'],
    schedule: 'rate(1 minute)',
  },
  {
    ...background,
    name: 'inbox',
    summary: 'takes mails to the privacy inboxes; as they arrive, and on the schedule those that were left',
    variables: [...tables, 'INBOX_BUCKET', 'INBOX_DOMAIN', 'VAULT_BUCKET', 'HOUSE_TENANT', 'MAIL_FROM'],
    assume: ['tenant'],
    takeMail: true,
    schedule: 'rate(5 minutes)',
  },
  {
    ...background,
    name: 'due',
    summary: 'copies due work of tenants to the system namespace, opaque ids only',
    variables: ['DATA_TABLE'],
    system: 'write',
    stream: ['INSERT', 'REMOVE'],
  },
  {
    ...background,
    name: 'mail',
    summary: 'sends each mail of the outbox once; on the stream, and every minute what the stream has left',
    variables: [...tables, 'MAIL_FROM', 'PUBLIC_URL'],
    assume: ['tenant'],
    system: 'write',
    sendMail: true,
    stream: ['INSERT'],
    schedule: 'rate(1 minute)',
  },
  {
    ...background,
    name: 'callbacks',
    summary: 'tells those who follow a request by a standard of its steps, every minute',
    variables: [...tables, 'STANDARDS_KEY', 'PUBLIC_URL'],
    assume: ['tenant'],
    system: 'write',
    standards: true,
    schedule: 'rate(1 minute)',
  },
];
