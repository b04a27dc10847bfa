// A window of any engine, with as little as all of them can do: go somewhere, run a function in the page, press the pointer
// at a point, press keys. What people do is made of these (person.ts), so that one test is the same in every engine.

import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Session, WebKit } from './webdriver.ts';

export type EngineName = 'chromium' | 'firefox' | 'webkit';
export type Scheme = 'light' | 'dark';

export interface Tab {
  readonly engine: EngineName;
  goto(url: string): Promise<void>;
  back(): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page: it sees the page and its argument, nothing else. */
  run<A, T>(body: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  /** Presses the pointer at a point of the page, whatever is there. */
  clickAt(x: number, y: number): Promise<void>;
  /** Presses keys, wherever the focus is, by Playwright's names or as single characters. */
  keys(...keys: Key[]): Promise<void>;
  /** Makes the page as wide as asked; the answer is how wide it is, for a window may have a least width. */
  resize(width: number, height?: number): Promise<number>;
  close(): Promise<void>;
}

export type Key = keyof typeof KEYS | Digit;
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** The names of keys, and what WebDriver calls them. */
const KEYS = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  Space: ' ',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

const HEIGHT = 900;

/** Chromium or Firefox, by Playwright. */
export class PlaywrightTab implements Tab {
  private constructor(
    readonly engine: EngineName,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(browser: Browser, scheme: Scheme): Promise<PlaywrightTab> {
    const engine = browser.browserType().name() as EngineName;
    const viewport = { width: 1280, height: HEIGHT };
    // Firefox cannot be asked for a scheme (firefox.mjs): it has the one that it starts with.
    const colorScheme = engine === 'firefox' ? null : scheme;
    const context = await browser.newContext({ viewport, colorScheme });
    return new PlaywrightTab(engine, context, await context.newPage());
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async back(): Promise<void> {
    await this.page.goBack();
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  run<A, T>(body: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    return this.page.evaluate(body as never, argument as never);
  }

  async clickAt(x: number, y: number): Promise<void> {
    await this.page.mouse.click(x, y);
  }

  async keys(...keys: Key[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async resize(width: number, height = HEIGHT): Promise<number> {
    await this.page.setViewportSize({ width, height });
    return width;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

/** WebKitGTK, by WebDriver. */
export class WebKitTab implements Tab {
  readonly engine = 'webkit';

  private constructor(private readonly session: Session) {}

  static async open(webkit: WebKit): Promise<WebKitTab> {
    return new WebKitTab(await webkit.session());
  }

  async goto(url: string): Promise<void> {
    await this.session.goto(url);
  }

  async back(): Promise<void> {
    await this.session.back();
  }

  async reload(): Promise<void> {
    await this.session.reload();
  }

  async run<A, T>(body: (argument: A) => T | Promise<T>, argument: A): Promise<T> {
    const script = `return (${body.toString()})(arguments[0]);`;
    try {
      return await this.session.execute<T>(script, argument ?? null);
    } catch (error) {
      // The page went while it was asked, as pages do after a press: the one that came is asked.
      if (String(error).includes('before the unload event')) {
        return this.session.execute<T>(script, argument ?? null);
      }
      throw error;
    }
  }

  clickAt(x: number, y: number): Promise<void> {
    return this.session.clickAt(x, y);
  }

  keys(...keys: Key[]): Promise<void> {
    return this.session.press(...keys.map((key) => (key in KEYS ? KEYS[key as keyof typeof KEYS] : key)));
  }

  async resize(width: number, height = HEIGHT): Promise<number> {
    await this.session.resize(width, height);
    return this.run(() => innerWidth, undefined);
  }

  async close(): Promise<void> {
    await this.session.quit();
  }
}
