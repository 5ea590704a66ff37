import { GetKeyPolicyCommand, GetKeyRotationStatusCommand, ListAliasesCommand } from '@aws-sdk/client-kms';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { type Check, nothingFound, type World } from './check.ts';

async function machines({ states, name }: World): Promise<string[]> {
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({ maxResults: 1000 }));
  return stateMachines.flatMap(({ name: own = '', stateMachineArn = '' }) =>
    own.startsWith(name('')) ? [stateMachineArn] : [],
  );
}

async function tenantKeys({ kms, stage }: World): Promise<string[]> {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({ Limit: 100 }));
  const own = Aliases.filter(({ AliasName }) => AliasName?.startsWith(`alias/bailiwick/${stage.name}/`));
  return own.flatMap(({ TargetKeyId }) => TargetKeyId ?? []);
}

/** What the other services have to do as their emulators do. */
export const SERVICE_CHECKS: readonly Check[] = [
  {
    id: 'states.definitions',
    question: 'Does Step Functions accept the JSONata of every workflow, its loop and its continuation?',
    how: 'ValidateStateMachineDefinition with what DescribeStateMachine gives: OK and no diagnostics',
    run: async (world) => {
      const arns = await machines(world);
      const findings: string[] = [];
      for (const stateMachineArn of arns) {
        const { definition = '', name } = await world.states.send(
          new DescribeStateMachineCommand({ stateMachineArn }),
        );
        const { result, diagnostics = [] } = await world.states.send(
          new ValidateStateMachineDefinitionCommand({ definition }),
        );
        if (result !== 'OK' || diagnostics.length > 0)
          findings.push(`${name}: ${diagnostics.map(({ code }) => code).join()}`);
      }
      return arns.length === 0
        ? { holds: false, saw: 'no workflow' }
        : nothingFound(findings, `${arns.length} workflows`);
    },
  },
  {
    id: 'states.encrypted',
    question: 'Are workflows encrypted under a key of ours, and do their logs leave out execution data?',
    how: 'DescribeStateMachine of every workflow',
    run: async (world) => {
      const findings: string[] = [];
      for (const stateMachineArn of await machines(world)) {
        const told = await world.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
        if (told.encryptionConfiguration?.type !== 'CUSTOMER_MANAGED_KMS_KEY')
          findings.push(`${told.name}: no key of ours`);
        if (told.loggingConfiguration?.includeExecutionData) findings.push(`${told.name}: logs data`);
      }
      return nothingFound(findings, 'as declared');
    },
  },
  {
    id: 'kms.tenant-keys',
    question: 'Are tenants’ keys of use under their tenant’s context only, and do they rotate?',
    how: 'ListAliases, GetKeyPolicy and GetKeyRotationStatus of up to 100 keys',
    run: async (world) => {
      const ids = await tenantKeys(world);
      const findings: string[] = [];
      for (const KeyId of ids) {
        const { Policy = '' } = await world.kms.send(
          new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
        );
        const { KeyRotationEnabled } = await world.kms.send(new GetKeyRotationStatusCommand({ KeyId }));
        if (!Policy.includes('kms:EncryptionContext:tenant')) findings.push(`${KeyId}: no context`);
        if (!KeyRotationEnabled) findings.push(`${KeyId}: does not rotate`);
      }
      return nothingFound(findings, `${ids.length} keys`);
    },
  },
  {
    id: 'ses.identity',
    question: 'Is the domain of mails verified and the account out of the sandbox?',
    how: 'GetEmailIdentity and GetAccount',
    run: async ({ ses, stage }) => {
      const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: stage.mailDomain }));
      const { ProductionAccessEnabled } = await ses.send(new GetAccountCommand({}));
      const dkim = identity.DkimAttributes?.Status;
      return {
        holds:
          identity.VerifiedForSendingStatus === true &&
          dkim === 'SUCCESS' &&
          ProductionAccessEnabled === true,
        saw: `verified ${identity.VerifiedForSendingStatus}, DKIM ${dkim}, production ${ProductionAccessEnabled}`,
      };
    },
  },
  {
    id: 'ses.receiving',
    question:
      'Does a mail to a privacy inbox open a message of its tenant, and is the bucket of mails empty then?',
    how: 'By hand: make the rule set of output RuleSet the active one, point the MX record of the inbox domain, write',
  },
  {
    id: 'scheduler.tick',
    question: 'Does EventBridge Scheduler hold the schedules that reach the functions?',
    how: 'GetSchedule of tick and mail: enabled, a function as target, a role',
    run: async ({ scheduler, name }) => {
      const findings: string[] = [];
      for (const part of ['tick', 'mail']) {
        const { State, Target } = await scheduler.send(new GetScheduleCommand({ Name: name(part) }));
        if (State !== 'ENABLED' || !Target?.Arn?.includes(':lambda:') || !Target.RoleArn)
          findings.push(`${part}: ${State}`);
      }
      return nothingFound(findings, 'both enabled');
    },
  },
];
