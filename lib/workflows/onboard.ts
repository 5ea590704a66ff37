import type { Definition } from './definition.ts';
import { loopWorkflow } from './loop.ts';

/** Creates a tenant: its key, its wrapping keys, its first administrator. */
export const onboardWorkflow: Definition = {
  functions: ['onboard'],
  definition: ({ arn, functionArn }) =>
    loopWorkflow({
      comment: 'Creates a tenant: its key, its wrapping keys, its first administrator',
      arn,
      function: functionArn('onboard'),
    }),
};
