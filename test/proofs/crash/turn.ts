import type { Invocation } from '../../../local/probes.ts';

/** What a function does in one invocation, recognised again when the same is done in another run. */
export interface Turn {
  /** The same in every run: function and step, route, stream or schedule. */
  readonly name: string;
  /** The same when this very work is begun again after a crash, and different for the next work of the same name. */
  readonly identity: string;
}

interface Event {
  readonly step?: string;
  readonly phase?: string;
  readonly turn?: number;
  readonly httpMethod?: string;
  readonly resource?: string;
  readonly Records?: readonly { readonly eventID?: string }[];
}

/** The turn of an invocation; undefined for a question of a client, which is no part of the work that it asks about. */
export function turnOf({ functionName, event }: Invocation): Turn | undefined {
  const { step, phase = '', turn, httpMethod, resource, Records } = JSON.parse(event) as Event;
  const as = (name: string, identity: string): Turn => {
    const full = `${functionName.replace(/^bailiwick-[a-z]+-/, '')} ${name}`;
    return { name: full, identity: `${full} ${identity}` };
  };
  if (httpMethod === 'GET') return undefined;
  // A caller who was cut off sends the same again.
  if (httpMethod !== undefined) return as(`${httpMethod} ${resource}`, '');
  if (turn !== undefined) return as(`${step}${phase && `/${phase}`} ${turn}`, event);
  if (Records !== undefined) return as('stream', Records[0]?.eventID ?? '');
  return as('schedule', event);
}
