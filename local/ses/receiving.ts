import { randomBytes } from 'node:crypto';
import { AwsError } from '../front/service.ts';
import type { Principal, World } from '../front/service.ts';
import type { ReceiptAction, ReceiptRule, ReceiptRules } from './receipt-rules.ts';

/** Other services, as receiving needs them. */
export interface Receivers {
  /** Lets SES act as the role of a rule; throws when the role does not trust it. */
  assume(roleArn: string, ruleArn: string): Principal;
  /** Writes an object as a principal. */
  put(principal: Principal, bucket: string, key: string, body: Buffer): Promise<void>;
  /** Invokes a function on behalf of a rule; throws when the function's policy does not let SES do it. */
  invoke(functionArn: string, event: unknown, ruleArn: string, async: boolean): Promise<void>;
  /** Throws when the function's policy would not let SES invoke it on behalf of a rule. */
  mayInvoke(functionArn: string, ruleArn: string): Promise<void>;
}

/** One mail as another server hands it over. */
export interface Incoming {
  /** Envelope sender; empty for reports. */
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** Scans and checks that fail. */
  readonly fails: readonly Check[];
}

/** What is scanned and checked on AWS, and told with the mail. */
export const CHECKS = ['spam', 'virus', 'spf', 'dkim', 'dmarc'] as const;
/** A check. */
export type Check = (typeof CHECKS)[number];

/** Bytes of a mail at most (SES quotas for receiving into S3). */
export const LONGEST_MAIL = 41_943_040;
/** Characters of the headers that an event carries; more is left out and said so. */
const LONGEST_HEADERS = 10_000;

/** What SES writes into the bucket of a rule that is made, to see whether it may. */
const SETUP = 'AMAZON_SES_SETUP_NOTIFICATION';

/** Receives mails by the rules of the templates: no SMTP, a mail is handed over with its envelope. */
export class Receiving {
  readonly #world: World;
  readonly #rules: ReceiptRules;
  readonly #receivers: Receivers;

  constructor(world: World, rules: ReceiptRules, receivers: Receivers) {
    this.#world = world;
    this.#rules = rules;
    this.#receivers = receivers;
  }

  /**
   * Tries out whether a new rule may do what it says: `InvalidS3Configuration` when its role or bucket refuses,
   * `InvalidLambdaFunction` when its function does.
   */
  async tryOut({ arn, actions }: ReceiptRule): Promise<void> {
    for (const action of actions) {
      try {
        if (action.does === 'store') await this.#writeSetup(action, arn);
        else await this.#receivers.mayInvoke(action.functionArn, arn);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (action.does === 'store')
          throw new AwsError('InvalidS3Configuration', `Could not write to bucket: ${action.bucket}`);
        throw new AwsError('InvalidLambdaFunction', `Could not invoke function: ${action.functionArn}`);
      }
    }
  }

  async #writeSetup(
    { role, bucket, prefix }: Extract<ReceiptAction, { does: 'store' }>,
    arn: string,
  ): Promise<void> {
    const text = 'From: no-reply@amazonses.com\r\nSubject: Amazon SES Setup Notification\r\n\r\n';
    const principal = this.#receivers.assume(role, arn);
    await this.#receivers.put(principal, bucket, `${prefix}${SETUP}`, Buffer.from(text));
  }

  /** Receives a mail and gives its message id; undefined when no rule takes any of its recipients. */
  async receive(incoming: Incoming): Promise<string | undefined> {
    const taken = Map.groupBy(
      incoming.to.flatMap((recipient) => this.#rules.for(recipient).map((rule) => ({ rule, recipient }))),
      ({ rule }) => rule,
    );
    if (taken.size === 0) return undefined;
    const messageId = randomBytes(20).toString('hex');
    const now = this.#world.clock.now();
    for (const [rule, pairs] of taken) {
      const recipients = pairs.map(({ recipient }) => recipient);
      await this.#act(rule, { ...incoming, to: recipients }, messageId, now);
    }
    return messageId;
  }

  async #act(rule: ReceiptRule, incoming: Incoming, messageId: string, now: number): Promise<void> {
    for (const action of rule.actions) {
      if (action.does === 'store') {
        const principal = this.#receivers.assume(action.role, rule.arn);
        const stored = Buffer.concat([Buffer.from(this.#trace(incoming, messageId, now)), incoming.raw]);
        await this.#receivers.put(principal, action.bucket, `${action.prefix}${messageId}`, stored);
      } else {
        const { functionArn, async } = action;
        const type = { type: 'Lambda', functionArn, invocationType: async ? 'Event' : 'RequestResponse' };
        const event = { Records: [record(incoming, messageId, now, type)] };
        await this.#receivers.invoke(functionArn, event, rule.arn, async);
      }
    }
  }

  /** The lines that the service puts on top of what it stores. */
  #trace({ from, to, fails }: Incoming, messageId: string, now: number): string {
    const { region } = this.#world.place;
    const verdict = (check: Check) => (fails.includes(check) ? 'FAIL' : 'PASS');
    const date = new Date(now).toUTCString().replace('GMT', '+0000 (UTC)');
    return [
      `Return-Path: <${from}>`,
      `Received: from mail.invalid (mail.invalid [127.0.0.1])`,
      ` by inbound-smtp.${region}.amazonaws.com with SMTP id ${messageId}`,
      ` for ${to[0] ?? ''};`,
      ` ${date}`,
      `X-SES-Spam-Verdict: ${verdict('spam')}`,
      `X-SES-Virus-Verdict: ${verdict('virus')}`,
      `Authentication-Results: amazonses.com; spf=${verdict('spf').toLowerCase()};`,
      ` dkim=${verdict('dkim').toLowerCase()}; dmarc=${verdict('dmarc').toLowerCase()};`,
      '',
    ].join('\r\n');
  }
}

/** The header fields of a mail, unfolded (RFC 5322 § 2.2.3), as far as an event carries them. */
function headersOf(raw: Buffer): { headers: { name: string; value: string }[]; truncated: boolean } {
  const end = raw.indexOf('\r\n\r\n');
  const other = raw.indexOf('\n\n');
  const stop = Math.min(end < 0 ? raw.length : end, other < 0 ? raw.length : other);
  const head = raw.subarray(0, stop).toString('utf8');
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const headers: { name: string; value: string }[] = [];
  let size = 0;
  for (const line of lines) {
    size += line.length;
    if (size > LONGEST_HEADERS) return { headers, truncated: true };
    const colon = line.indexOf(':');
    if (colon > 0) headers.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
  }
  return { headers, truncated: false };
}

/** The record of a Lambda action (SES guide, "Event to Lambda functions"). */
function record({ from, to, raw, fails }: Incoming, messageId: string, now: number, action: object): object {
  const { headers, truncated } = headersOf(raw);
  const first = (name: string) => headers.find((each) => each.name.toLowerCase() === name)?.value;
  const timestamp = new Date(now).toISOString();
  const verdicts = CHECKS.map((check) => [
    `${check}Verdict`,
    { status: fails.includes(check) ? 'FAIL' : 'PASS' },
  ]);
  return {
    eventVersion: '1.0',
    eventSource: 'aws:ses',
    ses: {
      mail: {
        timestamp,
        source: from,
        messageId,
        destination: to,
        headersTruncated: truncated,
        headers,
        commonHeaders: {
          returnPath: from,
          from: [first('from') ?? ''],
          to: [first('to') ?? ''],
          date: first('date'),
          messageId: first('message-id'),
          subject: first('subject'),
        },
      },
      receipt: {
        timestamp,
        processingTimeMillis: 1,
        recipients: to,
        ...(Object.fromEntries(verdicts) as Record<string, unknown>),
        action,
      },
    },
  };
}
