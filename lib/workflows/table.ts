import type { WorkflowName } from '../functions.ts';
import type { Definition } from './definition.ts';
import { eraseWorkflow } from './erase.ts';
import { exportWorkflow } from './export.ts';
import { importWorkflow } from './import.ts';
import { onboardWorkflow } from './onboard.ts';

/** Every state machine by its name. */
export const DEFINITIONS: Readonly<Record<WorkflowName, Definition>> = {
  onboard: onboardWorkflow,
  import: importWorkflow,
  export: exportWorkflow,
  erase: eraseWorkflow,
};
