// What every test gets: a server, an importer of its own, people with browsers, and a watch over their pages.

import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Importer, type Person } from './importer.ts';
import { type Engine, Server } from './server.ts';
import { Watch } from './watch.ts';

export interface ServerOptions {
  /** The database behind the server. */
  engine: Engine;
}

interface WorkerFixtures extends ServerOptions {
  server: Server;
}

interface TestFixtures {
  /** An organisation that only this test knows. */
  importer: Importer;
  /** People with browsers of their own. */
  people: People;
  /** What the pages complained about; nothing may be left at the end. */
  watch: Watch;
}

/** People with browsers of their own: nobody shares cookies or storage with anybody. */
export class People {
  private readonly contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly watch: Watch,
  ) {}

  /** A customer, or anybody else who never signed in. */
  async stranger(locale?: string): Promise<Page> {
    return (await this.context(locale)).newPage();
  }

  /** A member in front of the sign-in that they have behind them. */
  async staff(member: Person): Promise<Page> {
    const context = await this.context();
    const answer = await context.request.post('/api/v1/session', {
      headers: { 'x-requested-with': 'importops', origin: this.server.url },
      data: { email: member.email, password: member.password },
    });
    expect(answer.status(), 'signing in').toBe(200);
    return context.newPage();
  }

  async leave(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
  }

  private async context(locale?: string): Promise<BrowserContext> {
    const context = await this.browser.newContext({ baseURL: this.server.url, ...(locale && { locale }) });
    this.contexts.push(context);
    await this.watch.follow(context);
    return context;
  }
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['sqlite', { option: true, scope: 'worker' }],
  server: [
    async ({ engine }, use) => {
      const server = await Server.start(engine);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  importer: async ({ server }, use) => use(await Importer.create(server)),
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.complaints, 'what the pages complained about').toEqual([]);
  },
  people: async ({ browser, server, watch }, use) => {
    const people = new People(browser, server, watch);
    await use(people);
    await people.leave();
  },
});

export { expect };
