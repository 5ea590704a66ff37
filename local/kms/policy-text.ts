import * as z from 'zod';
import type { PolicyDocument } from '../front/service.ts';
import { AwsError } from '../front/service.ts';

const listOrOne = z.union([z.string(), z.array(z.string())]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: listOrOne.optional(),
  NotAction: listOrOne.optional(),
  Resource: listOrOne.optional(),
  NotResource: listOrOne.optional(),
  Principal: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const document = z.strictObject({
  Version: z.enum(['2012-10-17', '2008-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement)]),
});

/** A key policy may hold 32 KiB. */
const LONGEST = 32_768;

/** Reads a key policy out of its JSON text; throws `MalformedPolicyDocumentException`, `LimitExceededException`. */
export function parsePolicy(text: string): PolicyDocument {
  if (Buffer.byteLength(text) > LONGEST)
    throw new AwsError('LimitExceededException', 'The policy is too long.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed('Policy contains invalid JSON.');
  }
  return checkPolicy(json);
}

/** The same for a policy that is an object already, as templates write it. */
export function checkPolicy(json: unknown): PolicyDocument {
  const parsed = document.safeParse(json);
  if (!parsed.success) throw malformed('Policy contains a statement of wrong form.');
  const statements = [parsed.data.Statement].flat();
  if (!statements.every((entry) => entry.Principal !== undefined || entry.NotPrincipal !== undefined))
    throw malformed('Policy contains a statement with no principal.');
  return parsed.data;
}

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocumentException', message);
