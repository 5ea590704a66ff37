import { describe, expect, test } from 'vitest';
import { apiHandler } from '../../../shared/http/chain.ts';
import type { Route } from '../../../shared/http/route.ts';
import type { Processing } from '../../../shared/subjects/admit.ts';
import type { Use } from '../../../shared/subjects/uses.ts';
import { ModelOffice } from '../../fakes/workspace.ts';
import { adminContext, gatewayEvent, lambdaContext } from './event.ts';

/** What a route with that use is told by the chain, or the refusal. */
async function told(use: Use, headers: Record<string, string>, caller: object = {}): Promise<unknown> {
  const seen: Processing[] = [];
  const store = new ModelOffice();
  const route: Route<'tenant', undefined> = {
    method: 'GET',
    path: '/v1/things',
    audience: 'tenant',
    permission: 'contact:list',
    processing: use,
    function: 'records',
    summary: 'Lists things',
    use: async (_, { processing }) => {
      seen.push(processing);
      return { status: 204 };
    },
  };
  const handler = apiHandler({
    routes: [route],
    services: undefined,
    contexts: { tenant: (tenant) => store.workspace(tenant) },
  });
  const authorizer = { ...adminContext(), ...caller };
  const response = await handler(gatewayEvent({ headers, authorizer }), lambdaContext);
  return response.statusCode === 204 ? seen[0] : JSON.parse(response.body);
}

describe('part of DSR-04: what a call does with data about people', () => {
  test('is what its route says, with the exception that the caller names', async () => {
    expect(await told('view', {})).toEqual({ use: 'view' });
    expect(await told('collect', {})).toEqual({ use: 'collect' });
    for (const exception of ['consent', 'legal-claims', 'others-rights', 'public-interest'])
      expect(await told('view', { 'processing-exception': exception })).toEqual({ use: 'view', exception });
  });

  test('is a right when an officer looks, unless the key was narrowed, and never when one does anything else', async () => {
    const officer = { role: 'officer' };
    expect(await told('view', {}, officer)).toEqual({ use: 'rights' });
    expect(await told('view', {}, { ...officer, scopes: 'contact:list' })).toEqual({ use: 'view' });
    for (const use of ['change', 'collect', 'export'] as const)
      expect(await told(use, {}, officer)).toEqual({ use });
  });

  test.each(['', 'toString', 'legal-claims, consent'])(
    'rests on no exception that the law does not have: %j',
    async (sent) => {
      expect(await told('view', { 'Processing-Exception': sent })).toMatchObject({
        status: 400,
        violations: [{ pointer: '/header/processing-exception', rule: 'invalid_value' }],
      });
      expect(await told('rights', { 'Processing-Exception': sent })).toEqual({ use: 'rights' });
    },
  );
});
