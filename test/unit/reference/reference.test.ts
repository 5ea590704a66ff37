import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DIFFERENCES } from '../../../local/differences.ts';
import { regionPin, WITHOUT_REGION } from '../../../lib/region-pin.ts';
import { isRegion } from '../../../shared/kernel/regions.ts';
import { REFERENCES, written } from '../../../tools/reference.ts';

describe('generated references', () => {
  test.each(Object.keys(REFERENCES))(
    '%s is what follows from the code (else: node tools/reference.ts)',
    (path) => {
      expect(written(path) === REFERENCES[path]?.()).toBe(true);
    },
  );
});

interface Pin {
  Statement: {
    Effect: string;
    NotAction?: string[];
    Condition?: { StringNotEquals: Record<string, string[]> };
  }[];
}

describe('the pin of regions for an organisation', () => {
  test.each(['aws', 'aws-eusc'])('names regions of the allow-list only (%s)', (partition) => {
    const [first] = (regionPin(partition) as Pin).Statement;
    const named = first?.Condition?.StringNotEquals['aws:RequestedRegion'] ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((region) => !isRegion(region))).toEqual([]);
  });

  test('denies, and spares no service that holds data', () => {
    const { Statement } = regionPin('aws') as Pin;
    expect(Statement.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
    const data = /^(?:\*|dynamodb|s3|kms|lambda|logs|ses|sns|states|scheduler|events|apigateway)\b/;
    expect(WITHOUT_REGION.filter((action) => data.test(action))).toEqual([]);
  });

  test('is refused for a partition without a region', () => {
    expect(() => regionPin('aws-cn')).toThrow(RangeError);
  });
});

describe('the differences of the local cloud', () => {
  test('are told of every folder that emulates a service', () => {
    const told = globSync('local/*/differences.ts').length;
    expect(Object.keys(DIFFERENCES)).toHaveLength(told);
    const emulators = globSync('local/*/').filter((path) => !/(?:account|pages|ssm|template)$/.test(path));
    expect(told).toBe(emulators.length);
  });

  test('name each subject once per service, and both sides of it', () => {
    for (const rows of Object.values(DIFFERENCES)) {
      expect(new Set(rows.map(({ about }) => about)).size).toBe(rows.length);
      expect(rows.filter(({ about, onAws, here }) => !about || !onAws || !here || onAws === here)).toEqual(
        [],
      );
    }
  });
});
