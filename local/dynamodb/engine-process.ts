import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { claim } from './store.ts';

const LOOPBACK = '127.0.0.1';

/** The engine's program for this platform, from the optional package that npm installed. */
export function enginePath(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  } catch {
    throw new Error(`${name} is not installed: name another DynamoDB engine in BAILIWICK_DYNAMODB_ENDPOINT`);
  }
}

/** The engine as a child process with its database in one folder; never two of them on one file. */
export class EngineProcess {
  readonly database: string;
  readonly #pidFile: string;
  #child: ChildProcess | undefined;
  #watchdog: ChildProcess | undefined;
  #port = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.database = join(folder, 'engine.sqlite');
    this.#pidFile = join(folder, 'engine.pid');
  }

  get port(): number {
    return this.#port;
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends an engine that a killed parent left behind, starts a new one and waits until it answers. */
  async start(): Promise<void> {
    await this.#endOrphan();
    if (!existsSync(this.database)) writeFileSync(this.database, '', { mode: 0o600 });
    chmodSync(this.database, 0o600);
    claim(this.database);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      this.#port = await freePort();
      this.#spawn();
      if (await this.#answers()) return;
      await this.stop();
    }
    throw new Error('the DynamoDB engine does not start');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child && this.alive) {
      const exit = once(child, 'exit');
      child.ref();
      child.kill('SIGKILL');
      await exit;
    }
    this.#watchdog?.kill('SIGKILL');
    rmSync(this.#pidFile, { force: true });
  }

  #spawn(): void {
    const args = ['--host', LOOPBACK, '--port', String(this.#port), '--db-path', this.database];
    const child = spawn(enginePath(), args, { stdio: 'ignore', env: {}, cwd: dirname(this.database) });
    child.on('error', () => undefined);
    child.on('exit', () => this.#watchdog?.kill('SIGKILL'));
    this.#child = child;
    if (child.pid === undefined) return;
    writeFileSync(this.#pidFile, String(child.pid), { mode: 0o600 });
    this.#watch(child.pid);
    child.unref();
  }

  /** A shell that reads from a pipe to this process: when this process dies, however it dies, the pipe ends and so does the engine. */
  #watch(pid: number): void {
    if (process.platform === 'win32') return;
    const script = 'read -r _; kill -9 "$1" 2>/dev/null';
    const watchdog = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    watchdog.on('error', () => undefined);
    watchdog.unref();
    this.#watchdog = watchdog;
  }

  async #answers(): Promise<boolean> {
    for (let waited = 0; waited < 10_000 && this.alive; waited += 20) {
      if (await reachable(this.#port)) return this.alive;
      await pause(20);
    }
    return false;
  }

  async #endOrphan(): Promise<void> {
    if (!existsSync(this.#pidFile)) return;
    const pid = Number(readFileSync(this.#pidFile, 'utf8'));
    if (Number.isInteger(pid) && pid > 1 && this.#isEngine(pid)) {
      process.kill(pid, 'SIGKILL');
      while (this.#isEngine(pid)) await pause(10);
    }
    rmSync(this.#pidFile, { force: true });
  }

  /** Process ids are reused: only a running engine that holds this very database may be ended. */
  #isEngine(pid: number): boolean {
    try {
      if (process.platform !== 'linux') return false;
      const program = basename(readlinkSync(`/proc/${pid}/exe`)).replace(' (deleted)', '');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return program === 'dynoxide' && command.includes(this.database);
    } catch {
      return false;
    }
  }
}

/** A loopback port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function reachable(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, LOOPBACK);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
