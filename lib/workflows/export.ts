import type { Definition } from './definition.ts';
import { loopWorkflow } from './loop.ts';

/** Writes a package into the hand-over bucket. */
export const exportWorkflow: Definition = {
  functions: ['export'],
  definition: ({ arn, functionArn }) =>
    loopWorkflow({
      comment: 'Writes a package into the hand-over bucket',
      arn,
      function: functionArn('export'),
    }),
};
