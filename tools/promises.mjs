// Says which promises are kept, from the results of a test run (vitest's JSON report), never from titles alone:
//   node tools/promises.mjs write <report.json>   writes docs/reference/promises.md
//   node tools/promises.mjs check <report.json>   fails when that page claims more than the run has proven
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const LIST = join(root, 'docs/promises.json');

/** The generated page. */
export const PAGE = join(root, 'docs/reference/promises.md');

/** Weakest first. */
const STATES = ['open', 'partly', 'kept'];

const TITLE = /^(part of )?([A-Z]{2,4}-\d{2,}): /;

/** Every promise: id → title. */
export function promises() {
  return JSON.parse(readFileSync(LIST, 'utf8'));
}

/** What the tests of a report prove, by id: passed or not, whole row or part, in which file. */
function proofs(report) {
  const found = new Map();
  for (const { name, assertionResults } of report.testResults)
    for (const { ancestorTitles = [], title, status } of assertionResults)
      for (const text of [...ancestorTitles, title]) {
        const [, part, id] = TITLE.exec(text) ?? [];
        if (id === undefined) continue;
        const file = relative(root, name).split(sep).join('/');
        const list = found.get(id) ?? [];
        found.set(id, [...list, { whole: part === undefined, passed: status === 'passed', file }]);
      }
  return found;
}

/**
 * The state of every promise. `kept`: a test of the whole row exists, and every test of the row passed.
 * `partly`: there are tests of parts only, and all passed. Everything else is `open`; a skipped test has not passed.
 */
export function statesOf(report, ids = Object.keys(promises())) {
  const found = proofs(report);
  const unknown = [...found.keys()].filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw new Error(`tests name promises that do not exist: ${unknown.join(', ')}`);
  return Object.fromEntries(
    ids.map((id) => {
      const tests = found.get(id) ?? [];
      const proven = tests.length > 0 && tests.every(({ passed }) => passed);
      const state = !proven ? 'open' : tests.some(({ whole }) => whole) ? 'kept' : 'partly';
      const files = proven
        ? [...new Set(tests.map(({ file }) => file))].sort((a, b) => (a < b ? -1 : 1))
        : [];
      return [id, { state, files }];
    }),
  );
}

/** The page as text. */
export function pageOf(states, titles = promises()) {
  const count = (wanted) => Object.values(states).filter(({ state }) => state === wanted).length;
  const lines = [
    '# Promises',
    '',
    'Written by `npm run promises` from the results of a full test run; not edited by hand. **Kept**: tests of the whole promise passed. **Partly**: tests of parts passed. **Open**: nothing is claimed.',
    '',
    `${count('kept')} kept, ${count('partly')} partly, ${count('open')} open.`,
  ];
  let group = '';
  for (const [id, title] of Object.entries(titles)) {
    const [prefix = ''] = id.split('-');
    if (prefix !== group)
      lines.push('', `## ${prefix}`, '', '| Id | Promise | State | Tests |', '| --- | --- | --- | --- |');
    group = prefix;
    const { state, files } = states[id];
    lines.push(`| ${id} | ${title} | ${state} | ${files.map((file) => `\`${file}\``).join(' ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

/** What a page says, by id. */
export function claimsOf(page) {
  return Object.fromEntries(
    [...page.matchAll(/^\| ([A-Z]{2,4}-\d+) \| .* \| (open|partly|kept) \| .*\|$/gm)].map(([, id, state]) => [
      id,
      state,
    ]),
  );
}

/** Ids that a page claims beyond what a run has proven, and ids that it could claim. */
export function compare(page, states) {
  const claims = claimsOf(page);
  const gap = (id) => STATES.indexOf(claims[id] ?? 'open') - STATES.indexOf(states[id]?.state ?? 'open');
  const ids = [...new Set([...Object.keys(claims), ...Object.keys(states)])];
  return { over: ids.filter((id) => gap(id) > 0), under: ids.filter((id) => gap(id) < 0) };
}

/** Writes the page. */
export function writePage(report) {
  writeFileSync(PAGE, pageOf(statesOf(report)));
}

/** Compares the committed page with a run, says what differs, and returns the ids that it claims wrongly. */
export function checkPage(report, say = console.log) {
  const { over, under } = compare(readFileSync(PAGE, 'utf8'), statesOf(report));
  if (over.length > 0)
    say(`docs/reference/promises.md claims what this run has not proven: ${over.join(', ')}`);
  if (under.length > 0)
    say(`docs/reference/promises.md could say more (npm run promises): ${under.join(', ')}`);
  return over;
}

if (import.meta.main) {
  const [verb, file] = process.argv.slice(2);
  const verbs = {
    write: writePage,
    check: (report) => void (checkPage(report).length > 0 && (process.exitCode = 1)),
  };
  if (!Object.hasOwn(verbs, verb ?? '') || file === undefined) {
    console.error('node tools/promises.mjs write|check <report.json>');
    process.exit(2);
  }
  verbs[verb](JSON.parse(readFileSync(file, 'utf8')));
}
