import type * as z from 'zod';
import type { Permission, Role } from '../access/roles.ts';
import type { Problem } from '../kernel/problems.ts';
import type { Claim, Workspace } from '../store/workspace.ts';
import type { Processing } from '../subjects/admit.ts';
import type { Use } from '../subjects/uses.ts';

/** Who a route is for, hence how the gateway authenticates it. */
export type Audience =
  /** A tenant's principal with an API key; the gateway's authorizer has verified it. */
  | 'tenant'
  /** The platform's operator, by an IAM signature. */
  | 'platform'
  /** Anybody: data subjects on the few public routes. */
  | 'public';

/** The verified caller of a tenant route. */
export interface Caller {
  readonly principal: string;
  readonly role: Role;
  readonly kind: 'human' | 'service';
  /** Narrows the role's permissions for this key; undefined: everything that the role may. */
  readonly scopes?: readonly Permission[];
}

/** A request whose parts have been parsed by the route's schemas; nothing else of it reaches a use case. */
export interface Parsed<Path, Query, Body> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** Version from `If-Match`, when the route asks for it. */
  readonly ifMatch?: number;
  /** From `Idempotency-Key`. On tenant routes the chain answers a repeated call by itself; others see to it themselves. */
  readonly idempotencyKey?: string;
  /** The text of the body as it was sent, on a route that is `verbatim`. */
  readonly text?: string;
  /** The token of `Authorization: Bearer …`, on a route that verifies one of its own. */
  readonly bearer?: string;
  /** The right to carry an idempotent call out, for a use case that stores its answer within its own transaction. */
  readonly claim?: Claim;
}

/** What a use case answers; the chain turns it into a response. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204 | 303;
  readonly body?: unknown;
  /** Version for `ETag`. */
  readonly version?: number;
  /** Path for `Location`, beginning `/v1/`. */
  readonly location?: string;
  /** Sent with `Content-Type: text/html` instead of JSON (public pages). */
  readonly html?: string;
  /** Another origin that a form of the page posts to. */
  readonly formTo?: string;
  /** Sent as it is instead of `body`, for answers whose bytes are signed or that are no JSON. */
  readonly text?: { readonly type: string; readonly content: string };
  /** Headers that a standard adds; never those of the chain. */
  readonly headers?: Readonly<Record<string, string>>;
  /** True: the use case has stored this answer for the claim (`answerWrite` of `storedAnswer`, see once.ts). */
  readonly stored?: true;
}

/** A refusal in the words of a standard; without a body it is empty. */
export interface Refused {
  readonly status: number;
  readonly body?: unknown;
}

/** What a use case of an audience is built with. */
export interface Contexts {
  readonly tenant: {
    readonly workspace: Workspace;
    readonly caller: Caller;
    /** The route's use, as this caller makes it: what the room asks the people's restrictions with. */
    readonly processing: Processing;
  };
  readonly platform: { readonly operator: string };
  readonly public: { readonly sourceHint: string };
}

/**
 * One row: a route is its method, path, permission, schemas and use case. From the rows come the gateway body, the
 * OpenAPI contract and the handler chain. `Services` is what the bundle wires (clients, clock), see functions/.
 */
export interface Route<A extends Audience = Audience, Services = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For example `/v1/contacts/{id}`. */
  readonly path: string;
  readonly audience: A;
  /** Every tenant route names one; a test refuses a tenant route without. */
  readonly permission?: Permission;
  /** What it does with data about people: a restriction refuses some uses and lets others pass. */
  readonly processing: Use;
  /** Which bundle serves it: a folder of functions/. */
  readonly function: string;
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly output?: z.ZodType;
  /** `required`: creating calls demand Idempotency-Key; `optional`: honoured when sent. */
  readonly idempotency?: 'required' | 'optional';
  /** True: `If-Match` with the version is demanded (428 without, 412 on mismatch). */
  readonly conditional?: true;
  /** The body is not JSON but a text of this media type; its schema takes a string. */
  readonly media?: 'text/plain';
  /** Hands the body's text to the use case besides, for a standard that echoes the bytes. */
  readonly verbatim?: true;
  /** True on a public route that verifies a bearer token of its own. */
  readonly bearer?: true;
  /** Words refusals as the standard of the route does; problem bodies (RFC 9457) unless named. */
  readonly refusal?: (problem: Problem) => Refused;
  /** Largest body in bytes; 64 KiB unless named. */
  readonly bodyLimit?: number;
  // The chain hands in what the schemas parsed; the row's author knows the types, the table cannot.
  readonly use: (
    services: Services,
    context: Contexts[A],
    // oxlint-disable-next-line typescript/no-explicit-any
    input: Parsed<any, any, any>,
  ) => Promise<Answer>;
}

/** A row of any audience, as the chain takes it. */
export type AnyRoute<Services> =
  Route<'tenant', Services> | Route<'platform', Services> | Route<'public', Services>;

/** A row without its use case: all that the contract and the gateway's body are made from. */
export type RouteRow = Omit<Route, 'use'>;
