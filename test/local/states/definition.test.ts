import { afterAll, beforeAll, expect, it } from 'vitest';
import { bench, machine } from './bench.ts';
import type { Bench } from './bench.ts';

let box: Bench;
beforeAll(async () => void (box = await bench()));
afterAll(async () => {
  await box.close();
  box.world.remove();
});

const PASS = { Type: 'Pass', End: true };
const refusals: readonly (readonly [what: string, definition: object, message: RegExp])[] = [
  ['JSONPath', { StartAt: 'A', States: { A: PASS } }, /QueryLanguage/],
  ['a state in JSONPath', machine({ A: { ...PASS, QueryLanguage: 'JSONPath' } }), /JSONata/],
  ['fields of JSONPath', machine({ A: { ...PASS, ResultPath: '$.x' } }), /ResultPath/],
  ['an unknown type', machine({ A: { Type: 'Loop' } }), /unknown state type/],
  ['a missing target', machine({ A: { Type: 'Pass', Next: 'B' } }), /target/],
  ['a missing start', machine({ A: PASS }, 'B'), /target/],
  ['neither Next nor End', machine({ A: { Type: 'Pass' } }), /exactly one/],
  ['both Next and End', machine({ A: { Type: 'Pass', Next: 'A', End: true } }), /exactly one/],
  ['broken JSONata', machine({ A: { ...PASS, Output: '{% $sum( %}' } }), /no JSONata/],
  ['an open expression', machine({ A: { ...PASS, Output: '{% 1' } }), /not closed/],
  [
    'distributed Map',
    machine({
      A: {
        Type: 'Map',
        End: true,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'B', States: { B: PASS } },
      },
    }),
    /inline/,
  ],
  [
    'an inner variable with an outer name',
    machine({
      A: {
        Type: 'Map',
        End: true,
        Assign: { x: 1 },
        ItemProcessor: { StartAt: 'B', States: { B: { ...PASS, Assign: { x: 2 } } } },
      },
    }),
    /outer scope/,
  ],
  [
    'a state name used twice',
    machine({ A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: PASS } }] } }),
    /unique/,
  ],
  [
    'other integrations',
    machine({ A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } }),
    /Resource/,
  ],
  [
    'a function as resource',
    machine({
      A: { Type: 'Task', Resource: 'arn:aws:lambda:eu-central-1:000000000000:function:f', End: true },
    }),
    /Resource/,
  ],
  [
    'States.ALL before others',
    machine({
      A: {
        Type: 'Parallel',
        Branches: [],
        End: true,
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'A' },
          { ErrorEquals: ['X'], Next: 'A' },
        ],
      },
    }),
    /alone and last/,
  ],
  ['the reserved variable', machine({ A: { ...PASS, Assign: { states: 1 } } }), /variable name/],
  ['Wait without a time', machine({ A: { Type: 'Wait', End: true } }), /exactly one/],
];

it.each(refusals)('a definition with %s is refused at deployment', async (_what, definition, message) => {
  await expect(box.declare(definition)).rejects.toMatchObject({
    code: 'InvalidDefinition',
    message: expect.stringMatching(message),
  });
});

it('substitutions fill the definition; a missing one is refused', async () => {
  const text = JSON.stringify(machine({ A: { ...PASS, Output: '${Word}' } }));
  const arn = await box.declare({}, 'substituted', {
    DefinitionString: text,
    DefinitionSubstitutions: { Word: 'hello' },
  });
  expect(await box.ended(await box.start(arn))).toMatchObject({ output: '"hello"' });
  await expect(box.declare({}, 'substituted', { DefinitionString: text })).rejects.toMatchObject({
    code: 'InvalidRequest',
  });
});

it('express workflows, unknown properties and customer keys without KMS are refused', async () => {
  const definition = machine({ A: PASS });
  const refused: object[] = [
    { StateMachineType: 'EXPRESS' },
    { DefinitionS3Location: {} },
    { EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: 'k' } },
    { RoleArn: 'role' },
  ];
  for (const more of refused) {
    await expect(box.declare(definition, 'odd', more as Record<string, unknown>)).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
  }
  expect(await box.declare(definition, 'odd', { StateMachineType: 'STANDARD', Tags: [] })).toContain(
    ':stateMachine:odd',
  );
});
