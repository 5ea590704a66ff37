/** Why a statement that allows something decides nothing in the story, by its name. */
export const NEVER: readonly { readonly name: RegExp; readonly because: string }[] = [
  {
    name: /\/policy\/(Log|Logs|LogDelivery)$/,
    because: 'AWS writes logs in the name of the role; the local cloud writes them without asking',
  },
  {
    name: /^GatewayLogWriter\w+\/trust\/0$|workflowRole\w+\/trust\/0$/,
    because: 'the local gateway and workflow engine act as their roles without asking the trust policy',
  },
  {
    name: /^GatewayOperator\w+\/trust\/0$/,
    because: 'people assume the role; here they have its keys from the beginning',
  },
  {
    name: /workflowRole\w+\/policy\/GoOn$/,
    because: 'decides after 200 turns of one execution; held by the workflows’ own tests',
  },
  {
    name: /^Keys(Logs|Receipts)\w+\/key\/\d$|^Keys(Logs|Storage)\w+\/key\/(LogGroups|Alarms|WorkflowLogs)$|^AlarmsPolicy/,
    because: 'used by logs and alarms, which are not emulated with encryption',
  },
  {
    name: /^onboardRole\w+\/policy\/TenantKeyNames$/,
    because: 'sweeps keys that an interrupted onboarding has left; held by the crash proof',
  },
];

/** Parts that no function uses yet; a row goes when its part is there. */
export const WAITING: readonly { readonly name: RegExp; readonly for: string }[] = [
  { name: /^(import|export|erase)workflowRole/, for: 'imports, packages, erasure' },
  { name: /^RolesEraser/, for: 'erasure' },
  { name: /^RolesTenant\w+\/policy\/(Objects|ObjectNames)$/, for: 'files' },
];
