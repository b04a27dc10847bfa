// The real server in a process of its own, with a clock that tests move.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { type Database, createDatabase } from './database.ts';
import { serverBinary } from './environment.ts';

export type Engine = 'sqlite' | 'postgres';

/** What `importops org create` answers. */
export interface CreatedOrganization {
  organization_id: string;
  member_id: string;
}

export interface NewOrganization {
  name: string;
  country: string;
  timeZone: string;
  adminName: string;
  adminEmail: string;
  password: string;
}

const OPERATOR_TOKEN = 'operator-token-of-the-browser-tests-0001';
const START_MS = 30_000;

export class Server {
  readonly operatorToken = OPERATOR_TOKEN;
  private advancedMs = 0;

  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly output: Interface,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly dataDir: string,
    private readonly database: Database | undefined,
  ) {}

  /** Starts a server; `settings` are those that differ from the ones of all tests. */
  static async start(engine: Engine, settings: NodeJS.ProcessEnv = {}): Promise<Server> {
    const dataDir = await mkdtemp(join(tmpdir(), 'importops-e2e-'));
    const database = engine === 'postgres' ? await createDatabase() : undefined;
    const environment: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      IMPORTOPS_DATA_DIR: dataDir,
      IMPORTOPS_OPERATOR_TOKEN: OPERATOR_TOKEN,
      // Where the tests receive webhooks.
      IMPORTOPS_WEBHOOK_ALLOW: '127.0.0.1/32',
      // All people of the tests come from one address.
      IMPORTOPS_REQUESTS_PER_ADDRESS: '1000000',
      IMPORTOPS_REQUESTS_PER_MEMBER: '1000000',
      IMPORTOPS_SIGN_INS_PER_ADDRESS: '1000000',
      // A server of the tests warns that PostgreSQL may lose data, and that is meant to be so.
      IMPORTOPS_LOG: 'error',
      ...(database === undefined ? {} : { IMPORTOPS_DATABASE_URL: database.url }),
      ...settings,
    };
    const child = spawn(serverBinary(), ['serve', '--listen', '127.0.0.1:0'], {
      env: environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = createInterface({ input: child.stdout });
    const url = await line(child, output, /^listening on (http:\/\/\S+)$/);
    return new Server(url, child, output, environment, dataDir, database);
  }

  /** The time by the server's clock. */
  now(): Date {
    return new Date(Date.now() + this.advancedMs);
  }

  /** Moves the server's clock forward. */
  async advance(seconds: number): Promise<void> {
    const done = line(this.process, this.output, /^(clock advanced)$/);
    this.process.stdin?.write(`advance ${seconds}\n`);
    await done;
    this.advancedMs += seconds * 1000;
  }

  /** Runs the operator's command on the server's database. */
  async createOrganization(organization: NewOrganization): Promise<CreatedOrganization> {
    const { name, country, timeZone, adminName, adminEmail, password } = organization;
    const child = spawn(
      serverBinary(),
      [
        ...['org', 'create', '--json', `--name=${name}`, `--country=${country}`, `--time-zone=${timeZone}`],
        ...[`--admin-name=${adminName}`, `--admin-email=${adminEmail}`],
      ],
      { env: this.environment, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    child.stdin.end(password);
    const answer = line(child, createInterface({ input: child.stdout }), /^(\{.*\})$/);
    return JSON.parse(await answer) as CreatedOrganization;
  }

  /** Suspends all links and ends all sessions, as the operator does after the database was put back. */
  async suspendLinks(): Promise<void> {
    const words = ['restore', '--in-place', '--json'];
    const child = spawn(serverBinary(), words, { env: this.environment, stdio: ['ignore', 'pipe', 'inherit'] });
    await line(child, createInterface({ input: child.stdout }), /^(\{.*\})$/);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await gone;
    }
    await this.database?.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** The first group of the next line that matches; fails when the process ends or takes too long. */
function line(child: ChildProcess, output: Interface, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      clearTimeout(timer);
      output.off('line', onLine);
      child.off('exit', onExit);
      child.off('error', onError);
      act();
    };
    const onLine = (text: string) => {
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) {
        finish(() => resolve(found));
      }
    };
    // What the process wrote last may still be on its way when it exits.
    const onExit = (code: number | null) => {
      setImmediate(() => finish(() => reject(new Error(`the server's process ended with ${code}`))));
    };
    const onError = (error: Error) => finish(() => reject(error));
    const timer = setTimeout(() => finish(() => reject(new Error(`no line ${pattern} in time`))), START_MS);
    output.on('line', onLine);
    child.on('exit', onExit);
    child.on('error', onError);
  });
}
