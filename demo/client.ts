/** An answer of the API. */
export interface Answer {
  readonly status: number;
  // The demo reads answers as a person would; the contract types them.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly text: string;
  readonly etag?: string;
}

/** A call that was not expected to be refused. */
export class Refused extends Error {
  constructor(method: string, path: string, { status, text }: Answer) {
    super(`${method} ${path.replace(/[A-Z0-9]{26,}/g, '…')} answered ${status}: ${text.slice(0, 600)}`);
    this.name = 'Refused';
  }
}

/** One caller of the public API: the base address and, for a tenant's principal, the API key. */
export class Client {
  readonly #base: string;
  readonly #key: string | undefined;

  constructor(base: string, key?: string) {
    this.#base = base.replace(/\/$/, '');
    this.#key = key;
  }

  /** Any answer, refusals included. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(path.startsWith('http') ? path : this.#base + path, {
      method,
      headers: {
        ...(this.#key ? { authorization: `Bearer ${this.#key}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const etag = response.headers.get('etag');
    return { status: response.status, text, body: json(text), ...(etag ? { etag } : {}) };
  }

  /** The body of an answer in the two hundreds; anything else ends the story. */
  // oxlint-disable-next-line typescript/no-explicit-any
  async must(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<any> {
    const answer = await this.ask(method, path, body, headers);
    if (answer.status >= 300) throw new Refused(method, path, answer);
    return answer.body;
  }

  /** Sends a form with a file to the address that a call has handed out. */
  static async upload(post: { url: string; fields: Record<string, string> }, content: Buffer): Promise<void> {
    const form = new FormData();
    for (const [name, value] of Object.entries(post.fields)) form.set(name, value);
    form.set('file', new Blob([new Uint8Array(content)]));
    const response = await fetch(post.url, { method: 'POST', body: form });
    if (!response.ok) throw new Error(`the upload was refused: ${response.status} ${await response.text()}`);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks again until the answer fits; long work has a bound, and says what it waits for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  fits: (answer: T) => boolean,
  seconds = 120,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (performance.now() > end) throw new Error(`${what} did not come within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
