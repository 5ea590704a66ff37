import type * as z from 'zod';
import type { AccessRequest, Principal } from '../front/service.ts';
import { AwsError } from '../front/service.ts';
import type { Desk } from './desk.ts';

/** What a call needs to be allowed, and what it does once it is. */
export interface Plan {
  readonly requests: readonly AccessRequest[];
  /** Acts and answers the output members; undefined for operations without output. */
  run(): object | undefined;
}

/** An operation with its input type erased: parses, finds its keys, and says what must be allowed. */
export type Operation = (raw: unknown, desk: Desk, principal: Principal) => Plan;

/** Builds an operation out of the schema of its input and its plan. */
export const operation =
  <Input>(
    schema: z.ZodType<Input>,
    plan: (input: Input, desk: Desk, principal: Principal) => Plan,
  ): Operation =>
  (raw, desk, principal) => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return plan(parsed.data, desk, principal);
    const unknown = parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys : [],
    );
    if (unknown.length > 0)
      throw new AwsError('UnsupportedOperationException', `Not emulated: parameter ${unknown.join(', ')}.`);
    const paths = parsed.error.issues.map((issue) => `'${issue.path.map(String).join('.')}'`);
    throw new AwsError('ValidationException', `Value at ${paths.join(', ')} failed to satisfy constraint.`);
  };
