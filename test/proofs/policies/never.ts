import type { Struck } from './statements.ts';

/** Why a statement that allows something decides nothing in the story, or nothing that the story sees, by its name. */
export const NEVER: readonly { readonly name: RegExp; readonly because: string }[] = [
  {
    name: /^GatewayOperator\w+\/trust\/0$/,
    because: 'people assume the role; here they have its keys from the beginning',
  },
  {
    name: /workflowRole\w+\/policy\/GoOn$/,
    because: 'decides after 200 turns of one execution; held by the workflows’ own tests',
  },
  {
    name: /^KeysLogs\w+\/key\/(\d|Alarms)$|^AlarmsPolicy/,
    because: 'used by alarms, which are not emulated',
  },
  {
    name: /^(due|mail)Role\w+\/policy\/Streams$/,
    because: 'event source mappings list streams on AWS; the local ones know theirs',
  },
  {
    name: /^onboardRole\w+\/policy\/TenantKeyNames$/,
    because: 'sweeps keys that an interrupted onboarding has left; held by the crash proof',
  },
  {
    name: /^callbacks(Schedule)?Role/,
    because:
      'its work is calls to hosts of others over TLS, of which a local cloud has none; held by its own tests',
  },
  {
    name: /^RolesEraser\w+\/policy\/ObjectNames$/,
    because: 'S3 says 403 instead of 404 about a missing object to a caller who may not list',
  },
];

/** Statements of a second way to one end: the story goes on without them, and fails when the first way is gone too. */
export const SECOND_WAYS: readonly {
  readonly name: RegExp;
  readonly first: Struck;
  readonly because: string;
}[] = [
  {
    name: /^inboxScheduleRole\w+\/(trust\/0|policy\/Invoke)$|^inboxRole\w+\/policy\/InboxNames$/,
    first: { resource: /^ReceivingRule(?!s)/, at: ['Rule', 'Actions', 1] },
    because: 'every five minutes takes the mails that the function was not told of',
  },
  {
    name: /^mailScheduleRole\w+\/(trust\/0|policy\/Invoke)$|^mailRole\w+\/policy\/(SystemItems|StorageKey)$/,
    first: { resource: /^mailStream/ },
    because: 'every minute sends the mails that the stream has left',
  },
];
