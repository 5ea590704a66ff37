import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { VirtualClock } from '../clock.ts';
import { readBody } from '../front/body.ts';
import type { CrashPoint } from '../front/crash-points.ts';
import { addDuration } from './duration.ts';
import { statusPage, type Status } from './status.ts';

/** A page that never changes: its media type and its text. */
export interface StaticPage {
  readonly type: string;
  readonly body: string;
}

/** What the pages show and control. */
export interface PagesPorts {
  readonly clock: VirtualClock;
  /** True while a call is in progress that would see a jump of the clock as minutes that it has taken. */
  readonly busy: () => boolean;
  readonly status: () => Status;
  readonly armCrash: (point: CrashPoint) => void;
  readonly counters: () => Record<string, number>;
  readonly resetCounters: () => void;
  /** How often each policy statement decided something. */
  readonly statements: () => Record<string, number>;
  readonly resetStatements: () => void;
  /** Pages of the one who started the cloud, by path below `/_local/`. */
  readonly statics?: Readonly<Record<string, StaticPage>>;
  /** Further pages, for example the outbox; answers false when the path is not theirs. */
  readonly further?: readonly ((request: IncomingMessage, response: ServerResponse) => boolean)[];
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly html?: string;
  readonly page?: StaticPage;
}

type Action = (ports: PagesPorts, body: unknown) => Answer | Promise<Answer>;

class BadRequest extends Error {}

const LOOPBACK_ORIGIN = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
const LONGEST_BODY = 4096;

/** Host milliseconds for which a jump of the clock waits for calls in progress, and between two looks at them. */
const PATIENCE = 10_000;
const LOOK = 5;

/** Lets calls in progress end: without the jump they would have, long before that time. */
async function calm({ busy }: PagesPorts): Promise<void> {
  const until = performance.now() + PATIENCE;
  while (busy() && performance.now() < until) await pauseFor(LOOK);
}

function clockNow({ clock }: PagesPorts): Answer {
  return { status: 200, json: { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset } };
}

function target(now: number, body: unknown): number {
  const { advance, to } = (body ?? {}) as { advance?: unknown; to?: unknown };
  if (typeof advance === 'number') return now + advance;
  if (typeof advance === 'string') return addDuration(now, advance) ?? Number.NaN;
  // RFC 3339 with a zone: a moment, not a wall clock.
  if (typeof to === 'string' && /(Z|[+-]\d\d:\d\d)$/.test(to)) return Date.parse(to);
  return Number.NaN;
}

/** Every page below `/_local/`, by method and path. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /_local/': (ports) => ({ status: 200, html: statusPage(ports.status()) }),
  'GET /_local/status': (ports) => ({ status: 200, html: statusPage(ports.status()) }),
  'GET /_local/status.json': (ports) => ({ status: 200, json: ports.status() }),
  'GET /_local/clock': clockNow,
  'POST /_local/clock': async (ports, body) => {
    await calm(ports);
    const now = ports.clock.now();
    const ahead = target(now, body) - now;
    if (!Number.isFinite(ahead) || ahead < 0) {
      throw new BadRequest('advance (ISO 8601 duration or milliseconds) or to (RFC 3339), not before now');
    }
    ports.clock.advance(ahead);
    return clockNow(ports);
  },
  'POST /_local/crash': (ports, body) => {
    const { after = 1, phase = 'after', match } = (body ?? {}) as Partial<CrashPoint>;
    if (!Number.isInteger(after) || after < 1 || (phase !== 'before' && phase !== 'after')) {
      throw new BadRequest('after (from 1), phase (before or after), match (service, operation)');
    }
    ports.armCrash({ after, phase, ...(match === undefined ? {} : { match }) });
    return { status: 202, json: { armed: true } };
  },
  'GET /_local/counters': (ports) => ({ status: 200, json: ports.counters() }),
  'DELETE /_local/counters': (ports) => {
    ports.resetCounters();
    return { status: 204 };
  },
  'GET /_local/statements': (ports) => ({ status: 200, json: ports.statements() }),
  'DELETE /_local/statements': (ports) => {
    ports.resetStatements();
    return { status: 204 };
  },
};

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method !== 'POST') return undefined;
  // A form of a foreign page cannot send this type without asking first.
  if (request.headers['content-type']?.split(';')[0] !== 'application/json')
    throw new BadRequest('application/json');
  try {
    return JSON.parse((await readBody(request, LONGEST_BODY)).toString('utf8')) as unknown;
  } catch {
    throw new BadRequest('the body is not JSON');
  }
}

async function answer(ports: PagesPorts, request: IncomingMessage): Promise<Answer> {
  const { origin } = request.headers;
  if (origin !== undefined && !LOOPBACK_ORIGIN.test(origin))
    return { status: 403, json: { message: 'Forbidden' } };
  const path = request.url?.split('?')[0] ?? '';
  const page = request.method === 'GET' && Object.hasOwn(ports.statics ?? {}, path) && ports.statics?.[path];
  if (page) return { status: 200, page };
  const action = ACTIONS[`${request.method} ${path}`];
  if (action === undefined) return { status: 404, json: { message: 'Not Found' } };
  try {
    return await action(ports, await bodyOf(request));
  } catch (error) {
    if (error instanceof BadRequest) return { status: 400, json: { message: error.message } };
    throw error;
  }
}

/** Answers requests below `/_local/`; the front has checked that the Host is loopback. */
export function createPages(ports: PagesPorts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (ports.further?.some((page) => page(request, response)) === true) return;
    answer(ports, request)
      .then(({ status, json, html, page }) => {
        const text = page?.body ?? html ?? (json === undefined ? undefined : JSON.stringify(json));
        const type = page?.type ?? (html === undefined ? 'application/json' : 'text/html; charset=utf-8');
        response.setHeader('cache-control', 'no-store');
        response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
        response.setHeader('x-content-type-options', 'nosniff');
        response.setHeader('content-type', type);
        response.writeHead(status).end(text);
      })
      .catch(() => response.destroy());
  };
}
