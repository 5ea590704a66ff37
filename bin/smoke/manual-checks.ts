import type { Check } from './check.ts';

/** Assumptions that cost too much to check by a program, or that change what is deployed: a person follows the steps. */
export const MANUAL_CHECKS: readonly Check[] = [
  {
    id: 'gateway.import-warnings',
    question: 'Is the body of the gateway imported without a warning?',
    how: 'Deploy with FailOnWarnings (the template sets it); a warning ends the deployment. Look at the events of the stack.',
  },
  {
    id: 'iam.session-tag',
    question: 'Is the tenant role refused to everybody but the functions, and to them without a tenant tag?',
    how: 'As an administrator: aws sts assume-role on the tenant role, with and without --tags Key=tenant,Value=<26 characters>. Both are AccessDenied.',
  },
  {
    id: 'iam.null-principal-tag',
    question:
      'Does a session without the tag match nothing, although `${aws:PrincipalTag/tenant}` is then empty?',
    how: 'In a sandbox account, add yourself to the trust policy, drop its tag conditions, assume the role without a tag, aws dynamodb get-item with pk `T##TEN`. AccessDenied.',
  },
  {
    id: 'iam.for-all-values',
    question: 'Is a Query without a leading key in its request denied by the Null guard?',
    how: 'With a tagged session in a sandbox account: aws dynamodb scan, and batch-get-item over two tenants. Both are AccessDenied.',
  },
  {
    id: 'dynamodb.implied-kms',
    question:
      'Does reading a table under a key of ours need kms:Decrypt of the calling session, by kms:ViaService?',
    how: 'In a sandbox account, take the statement StorageKey out of the tenant role and GET a record: the function logs AccessDeniedException from DynamoDB.',
  },
  {
    id: 'dynamodb.copies-denied',
    question:
      'Are CreateBackup, ExportTableToPointInTime and Kinesis destinations denied on both tables to an administrator?',
    how: 'aws dynamodb create-backup on each table: AccessDeniedException. If one succeeds, delete that backup at once and treat it as a breach of the bound.',
  },
  {
    id: 'dynamodb.recovery-end',
    question: 'Is the key table not recoverable to a moment more than 24 hours ago?',
    how: 'Erase a test person, wait 25 hours, restore the key table to the moment before the erasure: refused. The earliest restorable time is later.',
  },
  {
    id: 'kms.create-with-policy',
    question:
      'Is a tenant’s key created with its final policy although the creator is not in it (BypassPolicyLockoutSafetyCheck)?',
    how: 'Begin a tenant and look at its workflow: done; then aws kms get-key-policy of its alias. The onboarding role is not named.',
  },
  {
    id: 'kms.policy-closed',
    question: 'Is nobody but the account’s root able to change the policy of a tenant’s key?',
    how: 'As the onboard function’s role (sandbox): aws kms put-key-policy on a tenant key. AccessDeniedException.',
  },
  {
    id: 's3.post-length',
    question: 'Does the presigned form refuse a file above its length range, and an upload after its end?',
    how: 'POST /v1/imports, upload a file one byte above the limit: 400 EntityTooLarge. Repeat after the form has ended: 403.',
  },
  {
    id: 's3.short-session',
    question:
      'Does an address that was handed out work until it says it ends, with the session it was signed by?',
    how: 'Take a hand-over address, open it after four minutes: 200; after six: 403.',
  },
  {
    id: 'ses.delivery',
    question: 'Does a mail arrive once, signed, with a link that works?',
    how: 'Open a request with a test address of yours; look at DKIM and SPF in the headers, follow the link.',
  },
  {
    id: 'ses.unknown-outcome',
    question: 'Does a lost answer of SendEmail leave the mail marked unknown, and is it not sent again?',
    how: 'In a sandbox account, set the timeout of the mail function to one second and send; the outbox item says unknown, one mail arrives at most.',
  },
  {
    id: 'states.continuation',
    question: 'Does a long workflow go on in a new execution before 25,000 events?',
    how: 'Import 100,000 rows; aws stepfunctions list-executions shows executions that succeed one after another, none with more than 25,000 events.',
  },
  {
    id: 'lambda.log-line',
    question: 'Does the metric filter count the line about a failed answer as Lambda writes it?',
    how: 'aws logs test-metric-filter with the pattern of the template and a line of the log group of records that has "level":"error": one match.',
  },
  {
    id: 'lambda.stream-readers',
    question: 'Do both consumers of the stream (due and mail) keep up, with partial batch answers?',
    how: 'Import 10,000 rows; IteratorAge of both functions returns below ten seconds within a minute.',
  },
  {
    id: 'organisation.region-pin',
    question: 'Does the service control policy pin the account without breaking a deployment?',
    how: 'Attach docs/reference/scp.json to the account’s unit, deploy, then aws s3api create-bucket in us-east-1: AccessDenied.',
  },
];
