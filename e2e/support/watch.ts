// Listens to every page of a test: errors in its console, exceptions, violations of the security policy, dialogs.

import type { BrowserContext, Page } from '@playwright/test';

interface Expected {
  status: number;
  path: RegExp;
}

/** Answers that are part of how the app finds out: nobody is signed in yet, no link was created yet. */
const ALWAYS: Expected[] = [
  { status: 401, path: /\/api\/v1\/session\/refresh$/ },
  { status: 404, path: /\/api\/v1\/vehicles\/[^/]+\/tracking-link$/ },
];

export class Watch {
  readonly complaints: string[] = [];
  private readonly expected = [...ALWAYS];
  private mayLoseConnections = false;

  /** Says that a page may be refused something: the browser writes that into the console. */
  expect(status: number, path: RegExp): void {
    this.expected.push({ status, path });
  }

  /**
   * Says that requests may not get through: the browser writes each into the console, and the program each of its parts that did not
   * come, also those that it was loading ahead.
   */
  expectLostConnections(): void {
    this.mayLoseConnections = true;
  }

  async follow(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`security policy violated: ${event.violatedDirective} by ${event.blockedURI}`);
      });
    });
    context.on('page', (page) => this.followPage(page));
  }

  private followPage(page: Page): void {
    page.on('pageerror', (error) => {
      if (!this.isOfFirefox(error.message)) {
        this.complaints.push(`exception on ${page.url()}: ${error.message}`);
      }
    });
    page.on('dialog', (dialog) => {
      this.complaints.push(`dialog on ${page.url()}: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') {
        return;
      }
      const { url } = message.location();
      if (!this.isExpected(message.text(), url) && !this.isOfFirefox(message.text())) {
        this.complaints.push(`${message.type()} on ${page.url()}: ${message.text()} (${url})`);
      }
    });
  }

  /**
   * What only Firefox says: of a refused event stream, in the words for errors of a page, where the refusal is expected; and
   * of the icon that it asks for by itself.
   */
  private isOfFirefox(text: string): boolean {
    const stream = /^Firefox can’t establish a connection to the server at (\S+)\.$/.exec(text)?.[1];
    if (stream !== undefined) {
      const path = new URL(stream).pathname;
      return this.expected.some((expected) => expected.path.test(path));
    }
    return /(violated: img-src by \S+|img-src.*\bat \S+)\/favicon\.ico/.test(text);
  }

  private isExpected(text: string, url: string): boolean {
    // Most tests have no need of the staff app's service worker, and get none.
    if (text.startsWith('Service Worker registration blocked by Playwright')) {
      return true;
    }
    if (this.mayLoseConnections && /^Failed to load resource: net::ERR_|^TypeError: Failed to fetch\b/.test(text)) {
      return true;
    }
    const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(text)?.[1];
    if (status === undefined) {
      return false;
    }
    const path = new URL(url).pathname;
    return this.expected.some((expected) => expected.status === Number(status) && expected.path.test(path));
  }
}
