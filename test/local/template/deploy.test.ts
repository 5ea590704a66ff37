import { describe, expect, test } from 'vitest';
import type { DeclaredResource, ResourceType } from '../../../local/front/service.ts';
import type { Assembly, Stack, Template } from '../../../local/template/assembly.ts';
import { deploy } from '../../../local/template/deploy.ts';
import { templateHash } from '../../../local/template/hash.ts';
import { createParameterStore } from '../../../local/ssm/parameters.ts';

const PLACE = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };

function stack(id: string, template: Template, dependencies: string[] = []): Stack {
  return { id, name: id, template, dependencies };
}

function harness() {
  const applied: DeclaredResource[] = [];
  const thing: ResourceType = {
    type: 'Test::Thing',
    apply: (resource) => {
      applied.push(resource);
      return Promise.resolve({ ref: resource.defaultName, attributes: { Arn: `arn:${resource.logicalId}` } });
    },
  };
  const store = createParameterStore();
  const run = (stacks: Stack[], parameters: Record<string, string> = {}) => {
    const assembly: Assembly = { folder: '', stacks, assets: new Map() };
    return deploy(assembly, {
      place: PLACE,
      types: [thing, ...store.types],
      parameters,
      parameter: (name) => store.get(name),
    });
  };
  return { applied, run };
}

describe('deployment', () => {
  test('resources come after what they refer to or depend on', async () => {
    const { applied, run } = harness();
    await run([
      stack('S', {
        Resources: {
          C: { Type: 'Test::Thing', DependsOn: 'B' },
          B: { Type: 'Test::Thing', Properties: { a: { 'Fn::Sub': '${A.Arn}' } } },
          A: { Type: 'Test::Thing' },
        },
      }),
    ]);
    expect(applied.map(({ logicalId }) => logicalId)).toEqual(['A', 'B', 'C']);
    expect(applied[1]?.properties).toEqual({ a: 'arn:A' });
  });

  test('an importing stack comes after the exporting one', async () => {
    const { applied, run } = harness();
    const { outputs } = await run([
      stack('Uses', {
        Resources: { U: { Type: 'Test::Thing', Properties: { v: { 'Fn::ImportValue': 'shared' } } } },
      }),
      stack('Gives', {
        Resources: { G: { Type: 'Test::Thing' } },
        Outputs: { Out: { Value: { Ref: 'G' }, Export: { Name: 'shared' } } },
      }),
    ]);
    expect(applied.map(({ properties }) => properties)).toEqual([{}, { v: 'Gives-G' }]);
    expect(outputs).toEqual({ Gives: { Out: 'Gives-G' }, Uses: {} });
  });

  test('SSM parameters reach later stacks by parameter and by dynamic reference', async () => {
    const { applied, run } = harness();
    const given = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/x', Type: 'String', Value: 'v' } };
    await run([
      stack(
        'B',
        {
          Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } },
          Resources: {
            T: { Type: 'Test::Thing', Properties: { a: { Ref: 'P' }, b: '<{{resolve:ssm:/x}}>' } },
          },
        },
        ['A'],
      ),
      stack('A', { Resources: { X: given } }),
    ]);
    expect(applied[0]?.properties).toEqual({ a: 'v', b: '<v>' });
  });

  test('resources under a false condition do not exist', async () => {
    const { applied, run } = harness();
    const template: Template = {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: { A: { Type: 'Test::Thing', Condition: 'IsProd' } },
    };
    await run([stack('S', template)]);
    expect(applied).toHaveLength(0);
    await run([stack('S', template)], { Stage: 'prod' });
    expect(applied).toHaveLength(1);
  });

  test('an excused type yields names and ARNs', async () => {
    const { run } = harness();
    const { outputs } = await run([
      stack('S', {
        Resources: { T: { Type: 'AWS::SNS::Topic' } },
        Outputs: { Arn: { Value: { Ref: 'T' } } },
      }),
    ]);
    expect(outputs['S']?.['Arn']).toBe('arn:aws:sns:eu-central-1:000000000000:S-T');
  });

  test('a rule over CloudTrail events is excused, a schedule beside it is emulated', async () => {
    const applied: string[] = [];
    const rule: ResourceType = {
      type: 'AWS::Events::Rule',
      apply: ({ logicalId }) => {
        applied.push(logicalId);
        return Promise.resolve({ ref: logicalId, attributes: {} });
      },
    };
    const Type = 'AWS::Events::Rule';
    const template: Template = {
      Resources: {
        Trail: { Type, Properties: { EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] } } },
        Own: { Type, Properties: { EventPattern: { 'detail-type': ['Object Created'] } } },
        Daily: { Type, Properties: { ScheduleExpression: 'rate(1 day)' } },
      },
    };
    const options = { place: PLACE, types: [rule], parameter: () => undefined };
    await deploy({ folder: '', stacks: [stack('S', template)], assets: new Map() }, options);
    expect(applied).toEqual(['Own', 'Daily']);
  });

  test.each([
    ['an unknown type', { A: { Type: 'AWS::Unknown::Thing' } }, 'type.unknown: AWS::Unknown::Thing (S/A)'],
    [
      'an unknown name',
      { A: { Type: 'Test::Thing', Properties: { x: { Ref: 'Z' } } } },
      'reference.unknown: S/Z',
    ],
    [
      'a cycle',
      {
        A: { Type: 'Test::Thing', Properties: { x: { Ref: 'B' } } },
        B: { Type: 'Test::Thing', DependsOn: 'A' },
      },
      'cycle: A > B > A',
    ],
    [
      'an attribute that the type does not have',
      {
        A: { Type: 'Test::Thing' },
        B: { Type: 'Test::Thing', Properties: { x: { 'Fn::GetAtt': ['A', 'Nope'] } } },
      },
      'attribute.unknown: S/A.Nope',
    ],
  ])('%s is refused by name', async (_, Resources, message) => {
    await expect(harness().run([stack('S', { Resources })])).rejects.toThrow(message);
  });

  test('a template with macros is refused', async () => {
    const template: Template = { Resources: {}, Transform: 'AWS::LanguageExtensions' };
    await expect(harness().run([stack('S', template)])).rejects.toThrow('transform.unsupported: S');
  });
});

test('the template hash ignores the order of members and sees every value', () => {
  const one = { stacks: [stack('S', { Resources: { A: { Type: 'X' }, B: { Type: 'Y' } } })] };
  const two = { stacks: [stack('S', { Resources: { B: { Type: 'Y' }, A: { Type: 'X' } } })] };
  const other = { stacks: [stack('S', { Resources: { B: { Type: 'Y' }, A: { Type: 'Z' } } })] };
  expect(templateHash(one)).toBe(templateHash(two));
  expect(templateHash(one)).not.toBe(templateHash(other));
});
