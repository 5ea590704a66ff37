/** Lines of the largest file. */
export const LARGEST = 300;

/** Files that are longer, and why. */
export const LONG: Readonly<Record<string, string>> = {
  'test/architecture/ports.ts': 'the ports are one table',
  'test/local/gateway/proxy.test.ts': 'to be split',
  'test/local/states/executions.test.ts': 'to be split',
  'test/local/states/task.test.ts': 'to be split',
  'test/unit/access/members.test.ts': 'to be split',
  'test/unit/http/chain.test.ts': 'to be split',
};
