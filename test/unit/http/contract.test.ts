import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { publicContract } from '../../../shared/http/openapi.ts';
import { ROUTES } from '../../../shared/http/routes.ts';
import { PROBLEMS } from '../../../shared/kernel/problems.ts';
import { CONTRACT, contractText } from '../../../tools/contract.ts';

interface Operation {
  readonly operationId: string;
  readonly security: unknown;
  readonly parameters?: readonly { in: string; name: string; required?: boolean }[];
  readonly requestBody?: unknown;
}

const contract = publicContract(ROUTES) as unknown as {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { properties: Record<string, { enum?: unknown[] }> }>>;
  };
};

describe('the public contract', () => {
  test('on disk is the one that the rows give (else run: node tools/contract.ts)', async () => {
    expect(await readFile(CONTRACT, 'utf8')).toBe(contractText());
  });

  test('has every route once, with its headers, parameters and body', () => {
    expect(contract.openapi).toBe('3.1.0');
    for (const route of ROUTES) {
      const operation = contract.paths[route.path]?.[route.method.toLowerCase()];
      const sent = (operation?.parameters ?? []).map((parameter) => `${parameter.in} ${parameter.name}`);
      for (const [, name] of route.path.matchAll(/\{([^}]+)\}/g)) expect(sent).toContain(`path ${name}`);
      expect(sent.includes('header If-Match')).toBe(route.conditional === true);
      expect(sent.includes('header Idempotency-Key')).toBe(route.idempotency !== undefined);
      expect(operation?.requestBody !== undefined).toBe(route.body !== undefined);
      expect(operation?.security).toEqual(
        { tenant: [{ apiKey: [] }], platform: [{ signature: [] }], public: [] }[route.audience],
      );
    }
  });

  test('names every operation differently', () => {
    const ids = Object.values(contract.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(ROUTES.length);
  });

  test('has the closed list of problems', () => {
    const types = Object.values(contract.components.schemas).find(
      ({ properties }) => 'violations' in (properties ?? {}),
    )?.properties['type'];
    expect(types?.enum).toHaveLength(Object.keys(PROBLEMS).length);
  });
});
