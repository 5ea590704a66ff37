import { expect } from 'vitest';
import { verifyReceipt } from '../../shared/erasure/receipt/verify-receipt.ts';
import { changedParts, type Bundle } from '../../shared/rights/desk/case-file/bundle.ts';
import type { Client } from './client.ts';
import { accepted } from './exercise.ts';

/** The case file of a request: it verifies with the published key, part by part, and holds none of the words given. */
export async function caseFileOf(
  officer: Client,
  request: string,
  never: readonly string[],
): Promise<Bundle> {
  const { body, text } = accepted(await officer.get(`/v1/requests/${request}/case-file`));
  const { body: key } = accepted(await officer.get('/v1/case-file-key'));
  expect(verifyReceipt(body, key.publicKey)).toEqual({ valid: true, reasons: [] });
  expect(changedParts(body as Bundle)).toEqual([]);
  expect(never.filter((words) => text.includes(words))).toEqual([]);
  return body as Bundle;
}
