import type { Definition } from './definition.ts';
import { loopWorkflow } from './loop.ts';

/** Reads an uploaded file into records. */
export const importWorkflow: Definition = {
  functions: ['import'],
  definition: ({ arn, functionArn }) =>
    loopWorkflow({ comment: 'Reads an uploaded file into records', arn, function: functionArn('import') }),
};
