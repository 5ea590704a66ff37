import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { Variable } from '../../shared/kernel/environment.ts';
import { BundledFunction } from '../constructs/bundled-function.ts';
import { mailFrom } from '../constructs/function-grants.ts';
import type { GatewayDocument } from '../constructs/gateway-routes.ts';
import { Gateway } from '../constructs/gateway.ts';
import { Receiving } from '../constructs/receiving.ts';
import { Workflow } from '../constructs/workflow.ts';
import { FUNCTIONS, WORKFLOWS } from '../functions.ts';
import { functionUri, machineArn, namesOf } from '../names.ts';
import type { Stage } from '../stage.ts';
import { DEFINITIONS } from '../workflows/table.ts';
import type { DataStack } from './data.ts';

/** What the app stack is built from beside its stage. */
export interface AppStackProps {
  readonly data: DataStack;
  /** The code of a function by its name; undefined leaves the function out. */
  readonly code: (name: string) => Code | undefined;
  /** The gateway's body; `uri` names the invocation address of a function. */
  readonly body: (uri: (name: string) => string) => GatewayDocument;
}

/** A domain that nobody can have (RFC 2606), where there are no inboxes. */
const NO_DOMAIN = 'invalid';

/** What is deployed often: functions, gateway, workflows, schedules. */
export class AppStack extends Stack {
  readonly functions: readonly BundledFunction[];
  readonly workflows: readonly Workflow[];
  readonly gateway: Gateway;
  /** Where the stage receives mail. */
  readonly receiving?: Receiving;

  constructor(scope: Construct, stage: Stage, { data, code, body }: AppStackProps) {
    super(scope, namesOf(stage).stack('app'), {
      description: 'Bailiwick: functions, gateway, workflows',
      env: { region: stage.region, ...(stage.account && { account: stage.account }) },
    });
    const document = body((name) => functionUri(stage, name));
    const text = JSON.stringify(document);
    const served = FUNCTIONS.map(({ name }) => name).filter((name) =>
      text.includes(functionUri(stage, name)),
    );
    this.gateway = new Gateway(this, 'Gateway', { stage, data, body: document, functions: served });
    const values = this.#values(stage, data);
    this.functions = FUNCTIONS.flatMap((row) => {
      const found = code(row.name);
      return found === undefined
        ? []
        : [new BundledFunction(this, { row, stage, data, code: found, values })];
    });
    this.workflows = WORKFLOWS.map(
      (name) => new Workflow(this, { name, definition: DEFINITIONS[name], stage, data }),
    );
    const inbox = this.functions.find(({ row }) => row.takeMail);
    if (stage.inboxDomain !== undefined && inbox !== undefined)
      this.receiving = new Receiving(this, 'Receiving', { stage, data, domain: stage.inboxDomain, inbox });
    new EmailIdentity(this, 'Mail', { identity: Identity.domain(stage.mailDomain) });
    new CfnOutput(this, 'OperatorRoleArn', { value: this.gateway.operator.roleArn });
    for (const { node, function: deployed } of this.functions)
      for (const child of this.gateway.node.children)
        if (child.node.id === `Invoke-${node.id}`) child.node.addDependency(deployed);
  }

  /** The value of every variable that a function may be given. */
  #values(stage: Stage, data: DataStack): Readonly<Record<Variable, string>> {
    const given = new CfnParameter(this, 'PublicUrl', {
      type: 'String',
      default: '',
      description:
        'Address under which the API is reached, without a slash at the end; empty: its own endpoint',
    });
    const own = new CfnCondition(this, 'OwnEndpoint', {
      expression: Fn.conditionEquals(given.valueAsString, ''),
    });
    const url = Fn.conditionIf(own.logicalId, this.gateway.url, given.valueAsString).toString();
    new CfnOutput(this, 'ApiUrl', { value: url });
    return {
      DATA_TABLE: data.tables.data.tableName,
      KEY_TABLE: data.tables.keys.tableName,
      TENANT_ROLE: data.roles.tenant.roleArn,
      ERASER_ROLE: data.roles.eraser.roleArn,
      INTAKE_BUCKET: data.buckets.intake.bucketName,
      VAULT_BUCKET: data.buckets.vault.bucketName,
      HANDOVER_BUCKET: data.buckets.handover.bucketName,
      RECEIPT_KEY: data.keys.receipts.keyArn,
      INBOX_BUCKET: data.buckets.inbox.bucketName,
      INBOX_DOMAIN: stage.inboxDomain ?? NO_DOMAIN,
      HOUSE_TENANT: stage.house,
      HANDLE_KEY: data.keys.handles.keyArn,
      CASE_KEY: data.keys.cases.keyArn,
      STANDARDS_KEY: data.keys.standards.keyArn,
      MAIL_FROM: mailFrom(stage),
      PUBLIC_URL: url,
      STAGE: stage.name,
      ONBOARD_MACHINE: machineArn(stage, 'onboard'),
      IMPORT_MACHINE: machineArn(stage, 'import'),
      EXPORT_MACHINE: machineArn(stage, 'export'),
      ERASE_MACHINE: machineArn(stage, 'erase'),
      STOP_WINDOW_SECONDS: String(stage.stopWindowSeconds),
    };
  }
}
