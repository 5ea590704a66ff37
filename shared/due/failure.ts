import type { TenantDue } from './sweep-due.ts';

const NAME = /^[A-Za-z$][A-Za-z0-9_.]{0,63}$/;

/** Tells that a piece of due work failed: opaque ids and the name of the error, never a message, which may quote data. */
export function failureTold(
  sweeper: string,
  log: (line: string) => void,
): (due: TenantDue, error: unknown) => void {
  return ({ tenant, kind, reference }, error) => {
    const { name, cause } = error instanceof Error ? error : { name: 'Error', cause: undefined };
    const because = typeof cause === 'string' && NAME.test(cause) ? { cause } : {};
    const said = NAME.test(name) ? name : 'Error';
    log(JSON.stringify({ level: 'error', sweeper, tenant, kind, reference, error: said, ...because }));
  };
}
