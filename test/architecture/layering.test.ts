import { describe, expect, test } from 'vitest';
import { circlesIn, faultOf, faultsIn, layerOf, roomOf } from './layering.ts';
import { COMPUTED_IMPORTS, NARROW, OPEN } from './layers.ts';
import { PORTS } from './ports.ts';
import { allEdges, codeFiles, edgesOf, importsComputed, importsIn, isThere, textOf } from './sources.ts';

const edge = (from: string, to: string) => ({ from, to, package: false });
const use = (from: string, to: string) => ({ from, to, package: true });

describe('imports', () => {
  test('are found in every form, types included', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      'import {\n  c,\n  type D,\n} from "./c.ts";',
      "export * from './d.ts';",
      "export type { E } from './e.ts';",
      "import './f.ts';",
      "const g = await import('./g.ts');",
      "type H = import('./h.ts').H;",
    ].join('\n');
    expect(importsIn(text).sort()).toEqual('abcdefgh'.split('').map((name) => `./${name}.ts`));
    expect(edgesOf('shared/rights/x.ts', "import '../store/y.ts';")).toEqual([
      edge('shared/rights/x.ts', 'shared/store/y.ts'),
    ]);
  });

  test('that are computed are seen, and only where they are the task', () => {
    expect(importsComputed('await import(name)')).toBe(true);
    expect(importsComputed("await import('./a.ts') // import(x)")).toBe(false);
    const found = codeFiles().filter((file) => importsComputed(textOf(file)));
    expect(found).toEqual(Object.keys(COMPUTED_IMPORTS));
  });

  test('lead to files that exist', () => {
    const edges = allEdges().filter((found) => !found.package);
    expect(edges.length).toBeGreaterThan(500);
    expect(edges.filter(({ to }) => !isThere(to))).toEqual([]);
  });
});

describe('layers', () => {
  test.each([
    ['shared/records/a.ts', 'shared/kernel/ids.ts'],
    ['shared/records/a.ts', 'shared/records/b.ts'],
    ['shared/records/a.ts', 'shared/store/workspace.ts'],
    ['shared/records/a.ts', 'shared/subjects/control.ts'],
    ['shared/http/routes/a.ts', 'shared/records/a.ts'],
    ['functions/a/index.ts', 'shared/http/chain.ts'],
    ['functions/a/index.ts', 'shared/store/clients/kms.ts'],
    ['lib/stacks/a.ts', 'shared/store/grammar.ts'],
    ['shared/sweep/a.ts', 'shared/store/grammar.ts'],
  ])('%s may import %s', (from, to) => {
    expect(faultOf(edge(from, to))).toBeUndefined();
  });

  test.each([
    ['shared/kernel/a.ts', 'shared/catalogue/a.ts', 'kernel is below catalogue'],
    ['shared/catalogue/a.ts', 'shared/store/workspace.ts', 'catalogue is below foundation'],
    ['shared/store/a.ts', 'shared/records/a.ts', 'foundation is below capability'],
    ['shared/store/a.ts', 'shared/audit/record-event.ts', 'internal to shared/audit'],
    ['shared/records/a.ts', 'shared/office/sessions.ts', 'internal to shared/office'],
    ['shared/records/a.ts', 'shared/crypto/section.ts', 'internal to shared/crypto'],
    ['shared/subjects/a.ts', 'shared/records/shape.ts', 'internal to shared/records'],
    ['shared/records/a.ts', 'shared/http/route.ts', 'capability is below http'],
    ['shared/http/a.ts', 'functions/a/index.ts', 'http is below function'],
    ['functions/a/index.ts', 'functions/b/index.ts', 'a function never imports another one'],
    ['functions/a/index.ts', 'shared/crypto/vault.ts', 'not for wiring'],
    ['shared/records/a.ts', 'lib/names.ts', 'outside the product'],
    ['lib/stacks/a.ts', 'shared/records/shape.ts', 'lib/ may not see it'],
    ['local/front/a.ts', 'shared/kernel/ids.ts', 'local/ may not see it'],
    ['local/front/a.ts', 'lib/names.ts', 'local/ may not see it'],
    ['demo/a.ts', 'shared/kernel/ids.ts', 'demo/ may not see it'],
    ['demo/a.ts', 'functions/records/index.ts', 'demo/ may not see it'],
    ['shared/sweep/a.ts', 'shared/erasure/sweep.ts', 'shared/sweep/ may not see it'],
    ['shared/sweep/a.ts', 'shared/catalogue/record-types.ts', 'shared/sweep/ may not see it'],
  ])('%s may not import %s', (from, to, fault) => {
    expect(faultOf(edge(from, to))).toBe(fault);
  });

  test('the independent sweep uses AWS clients and nothing else from outside', () => {
    expect(faultOf(use('shared/sweep/a.ts', '@aws-sdk/client-s3'))).toBeUndefined();
    expect(faultOf(use('shared/sweep/a.ts', 'zod'))).toBe('shared/sweep/ may not use this package');
  });

  test('hold for every import of the project', () => {
    expect(faultsIn(allEdges())).toEqual([]);
  });
});

describe('circles', () => {
  test('are found, of two files and of three, and a diamond is none', () => {
    expect(circlesIn([edge('a', 'b'), edge('b', 'a')])).toEqual([['a', 'b', 'a']]);
    expect(circlesIn([edge('x', 'a'), edge('a', 'b'), edge('b', 'c'), edge('c', 'a')])).toEqual([
      ['a', 'b', 'c', 'a'],
    ]);
    expect(circlesIn([edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('c', 'd')])).toEqual([]);
  });

  test('there are none, imports of types included', () => {
    expect(circlesIn(allEdges())).toEqual([]);
  });

  test('there are none between capability rooms either', () => {
    const rooms = allEdges()
      .filter(({ from, to }) => layerOf(from) === 'capability' && layerOf(to) === 'capability')
      .map(({ from, to }) => edge(roomOf(from), roomOf(to)))
      .filter(({ from, to }) => from !== to);
    expect(rooms.length).toBeGreaterThan(0);
    expect(circlesIn(rooms)).toEqual([]);
  });
});

describe('the tables of the layers hold nothing that is not used', () => {
  const edges = allEdges();

  test('every port is passed, file by file', () => {
    const idle = PORTS.flatMap(({ from, to, through }) =>
      through
        .map((file) => `${to}/${file}.ts`)
        .filter((file) => !edges.some((found) => found.from.startsWith(`${from}/`) && found.to === file))
        .map((file) => `${from} → ${file}`),
    );
    expect(idle).toEqual([]);
  });

  test('every open file and every file that a narrow place may see exists', () => {
    const seen = NARROW.flatMap(({ files }) => Object.keys(files));
    expect([...Object.keys(OPEN), ...seen].filter((path) => path.endsWith('.ts') && !isThere(path))).toEqual(
      [],
    );
  });
});
