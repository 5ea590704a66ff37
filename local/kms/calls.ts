import type { AccessRequest, Principal } from '../front/service.ts';

/** One request as the account's quota counts it, refused ones included. */
export interface CountedCall {
  readonly operation: string;
  /** Keys and aliases that were asked for; `*` for account operations. */
  readonly resources: readonly string[];
  readonly principalArn: string;
  /** Encryption context by name; AWS writes it to CloudTrail in clear, so it holds no personal data. */
  readonly encryptionContext: Readonly<Record<string, string>>;
  /** Service on whose behalf the call was made (`s3.eu-central-1.amazonaws.com`), or undefined when made directly. */
  readonly viaService: string | undefined;
  /** Epoch milliseconds on the virtual clock. */
  readonly at: number;
}

const CONTEXT = 'kms:EncryptionContext:';

/** Calls remembered one by one; totals go on counting. */
const REMEMBERED = 10_000;

/** Counts requests per operation and remembers the latest, so that tests can hold callers to a request budget. */
export class Calls {
  readonly #totals = new Map<string, number>();
  #latest: CountedCall[] = [];

  record(operation: string, principal: Principal, requests: readonly AccessRequest[], at: number): void {
    this.#totals.set(operation, (this.#totals.get(operation) ?? 0) + 1);
    const conditions = Object.assign(
      {},
      ...requests.map((request) => request.context ?? {}),
    ) as AccessRequest['context'];
    const entries = Object.entries(conditions ?? {}).filter(([name]) => name.startsWith(CONTEXT));
    const via = conditions?.['kms:ViaService'];
    if (this.#latest.length >= 2 * REMEMBERED) this.#latest = this.#latest.slice(-REMEMBERED);
    this.#latest.push({
      operation,
      resources: requests.map((request) => request.resource),
      principalArn: principal.arn,
      encryptionContext: Object.fromEntries(
        entries.map(([name, value]) => [name.slice(CONTEXT.length), String(value)]),
      ),
      viaService: typeof via === 'string' ? via : undefined,
      at,
    });
  }

  /** Requests of one operation since the start. */
  total(operation: string): number {
    return this.#totals.get(operation) ?? 0;
  }

  /** The latest calls (at least 10,000 of them), oldest first, that `fits` accepts. */
  latest(fits: (call: CountedCall) => boolean = () => true): readonly CountedCall[] {
    return this.#latest.filter(fits);
  }
}
