// A mail server (contract/mailbox.py), and what it took.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { expect } from '@playwright/test';

/** A mail as Python's parser reads it. */
export interface ReceivedMail {
  to: string[];
  headers: [string, string][];
  parts: { type: string; content: string | number }[];
}

export class Mailbox {
  private readonly mails: ReceivedMail[] = [];

  private constructor(
    private readonly process: ChildProcess,
    private readonly output: Interface,
    private readonly port: number,
  ) {
    output.on('line', (line) => this.mails.push(JSON.parse(line) as ReceivedMail));
  }

  static async open(): Promise<Mailbox> {
    const programs = process.env['IMPORTOPS_TEST_MAIL'];
    if (programs === undefined) {
      throw new Error('IMPORTOPS_TEST_MAIL names aiosmtpd: run the tests by `cargo xtask test`');
    }
    const script = join(import.meta.dirname, '../../contract/mailbox.py');
    const child = spawn(join(programs, 'python'), [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const output = createInterface({ input: child.stdout });
    const [port] = (await once(output, 'line')) as [string];
    return new Mailbox(child, output, Number(port));
  }

  /** The settings of a server that sends here. */
  get settings(): NodeJS.ProcessEnv {
    return { IMPORTOPS_SMTP_URL: `smtp://127.0.0.1:${this.port}`, IMPORTOPS_MAIL_FROM: 'tracking@import-ops.example' };
  }

  /** The next mail, which comes within a minute. */
  async next(): Promise<ReceivedMail> {
    await expect.poll(() => this.mails.length, { timeout: 60_000 }).toBeGreaterThan(0);
    return this.mails.shift()!;
  }

  /** How many mails nobody has looked at. */
  get waiting(): number {
    return this.mails.length;
  }

  close(): void {
    this.output.close();
    this.process.kill('SIGKILL');
  }
}

/** The part of a mail that has this media type. */
export function part(mail: ReceivedMail, type: string): string {
  return String(mail.parts.find((found) => found.type === type)?.content ?? '');
}

/** The path of the URL in a mail that has this in it. */
export function pathIn(mail: ReceivedMail, has: string): string {
  const urls = part(mail, 'text/plain').match(/http\S+/g) ?? [];
  const found = urls.find((url) => url.includes(has));
  if (found === undefined) {
    throw new Error(`no URL with ${has} in the mail`);
  }
  return new URL(found).pathname;
}
