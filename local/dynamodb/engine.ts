import { Agent, request } from 'node:http';
import { AwsError } from '../front/service.ts';
import { EngineProcess } from './engine-process.ts';
import type { Gate } from './gate.ts';

/** A JSON object of the wire protocol. */
export type Json = Readonly<Record<string, unknown>>;

const READS = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan', 'DescribeTable'];

/** The connection broke, so whether a write happened is unknown. */
export class EngineLost extends Error {}

/** Signature that engines want to see and do not check. */
const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=local/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

/** The database engine behind the front: raw JSON over kept-alive connections, no SDK between. */
export class Engine {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #process: EngineProcess | undefined;
  readonly #endpoint: URL | undefined;
  readonly #gate: Gate;
  #restarting: Promise<void> | undefined;
  #writes = 0;

  /** `endpoint` names another engine (DynamoDB Local); without it the packaged one runs as a child process. */
  constructor(folder: string, gate: Gate, endpoint: string | undefined) {
    this.#gate = gate;
    this.#endpoint = endpoint ? new URL(endpoint) : undefined;
    this.#process = endpoint ? undefined : new EngineProcess(folder);
  }

  /** Path of the engine's database file; absent for an engine that is not ours. */
  get database(): string | undefined {
    return this.#process?.database;
  }

  /** How many calls may have changed the engine's file since the start. */
  get writes(): number {
    return this.#writes;
  }

  async start(): Promise<void> {
    await this.#process?.start();
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.#process?.stop();
  }

  /** Sends one operation; a refusal of the engine becomes an `AwsError`, a broken connection `EngineLost`. */
  async call(operation: string, input: Json): Promise<Json> {
    const leave = await this.#gate.enter();
    if (!READS.includes(operation)) this.#writes += 1;
    try {
      if (this.#process && !this.#process.alive) await this.#restart(this.#process);
      const { status, text } = await this.#post(operation, JSON.stringify(input));
      const body = JSON.parse(text) as Json;
      if (status >= 200 && status < 300) return body;
      throw refusal(status, body);
    } finally {
      leave();
    }
  }

  async #restart(child: EngineProcess): Promise<void> {
    this.#restarting ??= child.start().finally(() => (this.#restarting = undefined));
    await this.#restarting;
  }

  #post(operation: string, body: string): Promise<{ status: number; text: string }> {
    const target = this.#endpoint
      ? { hostname: this.#endpoint.hostname, port: this.#endpoint.port }
      : { hostname: '127.0.0.1', port: this.#process?.port };
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-length': Buffer.byteLength(body),
      authorization: AUTHORIZATION,
      'x-amz-date': '20200101T000000Z',
    };
    return new Promise((resolve, reject) => {
      const lost = () => reject(new EngineLost('the DynamoDB engine went away'));
      const sent = request(
        { ...target, method: 'POST', path: '/', agent: this.#agent, headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', lost);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 500, text: Buffer.concat(parts).toString('utf8') }),
          );
        },
      );
      sent.on('error', lost);
      sent.end(body);
    });
  }
}

/** Engine messages may quote the request; what AWS quotes too is cut, because errors carry no values. */
function refusal(status: number, body: Json): AwsError {
  const { __type: type, message, Message, ...fields } = body;
  const code = typeof type === 'string' ? type.replace(/^.*#/, '') : 'InternalServerError';
  const said = [message, Message].find((part) => typeof part === 'string') ?? code;
  const text = said.replace(/Value '.*' at '/s, "Value at '");
  return new AwsError(code, text, status, fields);
}
