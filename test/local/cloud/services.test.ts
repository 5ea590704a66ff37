import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCloud, type Cloud } from '../../../local/cloud.ts';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
let cloud: Cloud;
let sfn: SFNClient;

/** A role that `service` may assume; with `target` it may invoke that function. */
function role(stack: Stack, id: string, service: string, target?: lambda.IFunction): string {
  const made = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal(service) });
  const resources = target === undefined ? undefined : [target.functionArn];
  if (resources) made.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }));
  return made.roleArn;
}

beforeAll(async () => {
  fixture = new Fixture();
  fixture.synth((stack) => {
    const target = stack.node.findChild('Authorizer') as lambda.Function;
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: {
            FunctionName: '${Function}',
            Payload: { methodArn: 'a/b/c', headers: { authorization: 'Bearer flow' } },
          },
          Output: '{% $states.result.Payload.principalId %}',
          End: true,
        },
      },
    };
    for (const name of ['allowed', 'forbidden']) {
      const may = name === 'allowed' ? target : undefined;
      const machine = new CfnStateMachine(stack, `Machine-${name}`, {
        stateMachineName: name,
        roleArn: role(stack, `Role-${name}`, 'states.amazonaws.com', may),
        definitionString: JSON.stringify(definition),
        definitionSubstitutions: { Function: target.functionArn },
      });
      machine.node.addDependency(...(may === undefined ? [] : [stack.node.findChild(`Role-${name}`)]));
    }
    new CfnSchedule(stack, 'Daily', {
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: 'rate(1 day)',
      target: {
        arn: (stack.node.findChild('Notes') as lambda.Function).functionArn,
        roleArn: role(
          stack,
          'Role-schedule',
          'scheduler.amazonaws.com',
          stack.node.findChild('Notes') as lambda.Function,
        ),
        input: JSON.stringify({ Records: [] }),
      },
    });
  });
  cloud = await startCloud({ assembly: fixture.assembly, stateDir: fixture.stateDir });
  sfn = new SFNClient({ endpoint: cloud.awsUrl, region: cloud.place.region, credentials: cloud.operator });
}, 60_000);

afterAll(async () => {
  sfn.destroy();
  await cloud.stop();
  fixture.close();
});

async function outcome(name: string) {
  const stateMachineArn = `arn:aws:states:eu-central-1:000000000000:stateMachine:${name}`;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return vi.waitFor(
    async () => {
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(found.status).not.toBe('RUNNING');
      return found;
    },
    { timeout: 10_000, interval: 30 },
  );
}

describe('a state machine', () => {
  test('calls a function under its role', async () => {
    expect(await outcome('allowed')).toMatchObject({ status: 'SUCCEEDED', output: '"flow"' });
  });

  test('whose role may not invoke the function fails', async () => {
    expect(await outcome('forbidden')).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
    });
  });
});

test('a schedule of the template fires its function when the clock gets there', async () => {
  const runs = () => {
    const notes = cloud.status().functions.find(({ name }) => name.startsWith('Api-Notes'));
    return (notes?.cold ?? 0) + (notes?.warm ?? 0);
  };
  expect(runs()).toBe(0);
  cloud.clock.advance(86_400_000);
  await vi.waitFor(() => expect(runs()).toBe(1), { timeout: 10_000, interval: 30 });
});

test('the outbox page is served beside the status page', async () => {
  expect((await fetch(`${cloud.awsUrl}/_local/outbox`)).status).toBe(200);
});
