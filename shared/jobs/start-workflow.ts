import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { failed, outcomeOf, unavailable } from '../store/retries.ts';

/** Starts a run of a workflow; the same name again starts nothing. Names and inputs are opaque ids only. */
export type StartWorkflow = (
  workflow: string,
  name: string,
  input: Readonly<Record<string, string | number>>,
) => Promise<void>;

/** Starts runs of the machines that a function knows, by the names of their workflows. */
export function workflowStarter(
  states: SFNClient,
  machines: Readonly<Record<string, string>>,
): StartWorkflow {
  return async (workflow, name, input) => {
    const command = new StartExecutionCommand({
      stateMachineArn: machines[workflow],
      name,
      input: JSON.stringify(input),
    });
    try {
      await states.send(command);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return;
      throw outcomeOf(error) === 'final' ? failed(error) : unavailable('states');
    }
  };
}
