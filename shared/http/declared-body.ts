import type * as z from 'zod';

/**
 * The part of an answer that its schema declares (ASVS 15.3.1): undeclared members stay inside, and a default of the
 * schema never brings back a member that was left out because the role may not see it (IAM-03). An answer of another
 * shape than declared throws: that is our fault, not the caller's.
 */
export async function declaredBody(schema: z.ZodType, body: unknown): Promise<unknown> {
  return common(await schema.parseAsync(body), body);
}

function common(declared: unknown, given: unknown): unknown {
  if (Array.isArray(declared) && Array.isArray(given)) {
    return declared.map((item, position) => common(item, given[position]));
  }
  if (!isRecord(declared) || !isRecord(given)) return declared;
  return Object.fromEntries(
    Object.keys(given)
      .filter((name) => Object.hasOwn(declared, name))
      .map((name) => [name, common(declared[name], given[name])]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
