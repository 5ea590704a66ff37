import type { Definition } from './definition.ts';
import { loopWorkflow } from './loop.ts';

/**
 * Carries out an approved erasure. The step `verify` is done by another function under another role, so that the
 * eraser does not confirm its own work.
 */
export const eraseWorkflow: Definition = {
  functions: ['erase', 'sweep'],
  definition: ({ arn, functionArn }) =>
    loopWorkflow({
      comment: 'Carries out an approved erasure',
      arn,
      function: functionArn('erase'),
      steps: { verify: functionArn('sweep') },
    }),
};
