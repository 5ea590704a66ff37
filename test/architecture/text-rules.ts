/** A rule that one look at a text decides. */
export interface TextRule {
  readonly rule: string;
  /** Patterns of the files that it holds for. */
  readonly holdsFor: readonly string[];
  /** Files that are free of it, and why. */
  readonly except?: Readonly<Record<string, string>>;
  /** What must not be found. */
  readonly never: RegExp;
  readonly accepted: string;
  readonly refused: string;
}

const PRODUCT = ['shared/**/*.ts', 'functions/**/*.ts'];
const CODE = [...PRODUCT, 'lib/**/*.ts', 'local/**/*.ts', 'bin/**/*.ts', 'tools/**/*.{ts,mjs}'];
const EVERYTHING = [
  ...CODE,
  'demo/**/*.*',
  'console/**/*.*',
  'test/**/*.ts',
  'docs/**/*.*',
  '.ci/run',
  '*.{json,md,ts}',
  '.npmrc',
];

/** Joined, so that this file does not hold what it forbids. */
const joined = (...parts: readonly string[]) => parts.join('');

/** The rules, one row each. */
export const TEXT_RULES: readonly TextRule[] = [
  {
    rule: 'shared/ prints nothing; failures are told in one place',
    holdsFor: ['shared/**/*.ts'],
    except: { 'shared/http/chain.ts': 'the line about a failure' },
    never: /\bconsole\.|\bprocess\.std(?:out|err)\b/,
    accepted: 'log(line);',
    refused: 'console.log(record);',
  },
  {
    rule: 'zod is imported as a namespace (the named import bundles every locale, 360 KB)',
    holdsFor: [...CODE, 'test/**/*.ts', 'demo/**/*.ts'],
    never: /^import (?!(?:type )?\* as z from)[^;]*? from 'zod(?:\/[^']*)?';/m,
    accepted: "import type * as z from 'zod';",
    refused: "import { z } from 'zod';",
  },
  {
    rule: 'time comes in as an argument; the entry of a function hands in the clock',
    holdsFor: ['shared/**/*.ts'],
    never: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/,
    accepted: 'new Date(workspace.now())',
    refused: 'const at = Date.now();',
  },
  {
    rule: 'the local cloud has one clock, which can be moved',
    holdsFor: ['local/**/*.ts'],
    except: {
      'local/clock.ts': 'the clock',
      'local/account/stored-clock.ts': 'where the clock begins',
      'local/lambda/shifted-date.ts': 'moves the clock of a worker',
      'local/lambda/console-capture.ts': 'runs in a worker, whose clock is moved',
    },
    never: /\bDate\.now\b|\bnew Date\(\s*\)/,
    accepted: 'new Date(clock.now())',
    refused: 'const at = new Date();',
  },
  {
    rule: 'chance comes in as an argument, and is never Math.random',
    holdsFor: PRODUCT,
    except: { 'shared/kernel/ids.ts': 'the default source' },
    never: /\bMath\.random\b|import \{[^}]*\brandom\w*[^}]*\} from 'node:crypto'/,
    accepted: "import { createHash } from 'node:crypto';",
    refused: "import { createHash, randomUUID } from 'node:crypto';",
  },
  {
    rule: 'variables of the environment are read in one place',
    holdsFor: PRODUCT,
    except: { 'shared/kernel/environment.ts': 'the place' },
    never: /\bprocess\.env\b/,
    accepted: "environment(['DATA_TABLE'])",
    refused: "process.env['DATA_TABLE']",
  },
  {
    rule: 'nothing asks whether it runs on one machine',
    holdsFor: [...PRODUCT, 'lib/**/*.ts'],
    except: {
      'shared/store/clients.ts': 'loopback is an allowed host, wherever it runs',
      'shared/rights/letters/render.ts': 'a link may lead to loopback, wherever it runs',
    },
    never: /\bisLocal\b|\bif \(local\b|localhost|127\.0\.0\.1|BAILIWICK_LOCAL/,
    accepted: 'new KMSClient({ region })',
    refused: 'if (local) return;',
  },
  {
    rule: 'no file only hands on other files',
    holdsFor: [...CODE, 'test/**/*.ts', 'demo/**/*.ts'],
    never: /^export \* from/m,
    accepted: 'export { a };',
    refused: "export * from './a.ts';",
  },
  {
    rule: 'private members are private at run time',
    holdsFor: CODE,
    never: /^\s+(?:private|protected)\s+(?!constructor\b)\w/m,
    accepted: '  readonly #key: string;',
    refused: '  private readonly key: string;',
  },
  {
    rule: 'a test that does not run says why on its line, and none runs alone',
    holdsFor: ['test/**/*.ts', 'demo/**/*.ts'],
    never:
      /\b(?:test|it|describe|suite|context|ctx)(?:\.\w+)*\.(?:only\b|(?:skip|skipIf|runIf|todo|fails)\b(?!.*\/\/ \S))/,
    accepted: joined('test', '.skip', "('x', f); // needs a network"),
    refused: joined('describe.each(rows)', '; test', '.skip', "('x', f);"),
  },
  {
    rule: 'the fictional cast appears in tests and in the demonstration only',
    holdsFor: CODE,
    never: /\bLindqvist\b|\bAtelier Moreau\b|\bInes Albrecht\b|\bTomás Vidal\b|\bNoor Haddad\b/,
    accepted: 'Contact',
    refused: 'Ines Albrecht',
  },
  {
    rule: 'no path of somebody’s machine',
    holdsFor: EVERYTHING,
    never: /(?<![\w.$}*-])\/(?:work|root|home|tmp|Users)\/\w/,
    accepted: 'functions/home/index.ts',
    refused: ['see ', 'work', 'main'].join('/'),
  },
  {
    rule: 'comments refer to documents of this repository only, and to a decision by its four digits',
    holdsFor: CODE,
    never:
      /\bthreat \d|\bdecision (?:[A-Z]\b|\d{1,3}\b)|\bLF-\d|\b(?:design|threats|toolchain|legal-facts)\.md\b/,
    accepted: 'the alias is the commit (decision 0006)',
    refused: 'a record has a key of its own (decision 3)',
  },
];
