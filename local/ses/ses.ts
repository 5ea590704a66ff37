import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../front/service.ts';
import type { Call, ResourceType, Service, World } from '../front/service.ts';
import { deleteSuppressed, getAccount, getSuppressed, putSuppressed, sendEmail } from './operations.ts';
import type { SesContext } from './operations.ts';
import { Outbox } from './outbox.ts';
import type { OutboxQuery, SentMail } from './outbox.ts';
import { serveOutbox } from './outbox-pages.ts';
import { serveInbox } from './inbox-pages.ts';
import { ReceiptRules } from './receipt-rules.ts';
import { Receiving, type Receivers } from './receiving.ts';
import { sesTypes } from './resource-types.ts';

type Operation = (context: SesContext, call: Call, name: string) => object;

/** The routes of SES v2 that are emulated. */
const ROUTES: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = [
  ['POST', /^\/v2\/email\/outbound-emails$/, sendEmail],
  ['GET', /^\/v2\/email\/account$/, getAccount],
  ['PUT', /^\/v2\/email\/suppression\/addresses$/, putSuppressed],
  ['GET', /^\/v2\/email\/suppression\/addresses\/([^/]+)$/, getSuppressed],
  ['DELETE', /^\/v2\/email\/suppression\/addresses\/([^/]+)$/, deleteSuppressed],
];

/** SES v2 with an outbox instead of delivery, and a door instead of an SMTP server. */
export interface Ses extends Service {
  readonly resourceTypes: readonly ResourceType[];
  /** Sent mails, newest first. */
  list(query?: OutboxQuery): SentMail[];
  read(id: number): SentMail | undefined;
  /** The pages under `/_local/outbox` and `/_local/inbox`; false when the path is none of them. */
  pages(request: IncomingMessage, response: ServerResponse): boolean;
}

/** Opens the outbox. Identities are verified as soon as they are declared; the sandbox and sending quotas are not emulated. */
export function createSes(world: World, receivers: Receivers): Ses {
  const outbox = new Outbox(world.stateDir);
  const rules = new ReceiptRules(world.place);
  const receiving = new Receiving(world, rules, receivers);
  const context: SesContext = { world, outbox };
  return {
    name: 'ses',
    errors: 'rest-json',
    resourceTypes: [...sesTypes(outbox), ...rules.types((rule) => receiving.tryOut(rule))],
    list: (query) => outbox.list(query),
    read: (id) => outbox.read(id),
    pages: (request, response) =>
      serveOutbox(outbox, request, response) ||
      serveInbox(receiving, () => world.clock.now(), request, response),
    async handle(call) {
      for (const [method, path, operation] of ROUTES) {
        const match = method === call.method ? path.exec(call.path) : null;
        if (match === null) continue;
        const answer = operation(context, call, match[1] ?? '');
        return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
      }
      throw new AwsError('UnknownOperationException', 'This operation of SES is not emulated.', 404);
    },
    async close() {
      outbox.close();
    },
  };
}
