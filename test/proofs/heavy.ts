// Runs every proof in its long variant; `BAILIWICK_SEED` repeats a run, further arguments go to vitest.
process.env['BAILIWICK_HEAVY'] = '1';
process.argv.push('--project', 'proofs');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
await import('../../tools/test.mjs' as string);
