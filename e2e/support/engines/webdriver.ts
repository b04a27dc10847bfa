// WebKitGTK, the engine of Safari as Linux has it, by the W3C's WebDriver: its driver, a MiniBrowser and a screen of its own.
// Only the calls that the tests need, typed; the protocol is JSON over HTTP, so it takes no library.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Scheme } from './tab.ts';

/** How WebDriver names an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export type ElementId = { [ELEMENT]: string };

const START_MS = 20_000;
const TALL = 900;

/** A screen, on which browsers open. */
export class WebKit {
  private constructor(
    private readonly screen: ChildProcess,
    private readonly display: string,
    private readonly home: string,
    private readonly scheme: Scheme,
  ) {}

  static async start(scheme: Scheme): Promise<WebKit> {
    // The server of X11 chooses its display and writes its number into the pipe.
    const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    await started(screen, 'Xvfb', 'xvfb');
    const display = String((await once(screen.stdio[3] as Readable, 'data'))[0]).trim();
    return new WebKit(screen, display, await mkdtemp(join(tmpdir(), 'importops-webkit-')), scheme);
  }

  /** A new browser, without anybody's cookies. A driver has one at a time. */
  async session(): Promise<Session> {
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env: this.environment() });
    await started(driver, 'WebKitWebDriver', 'webkit2gtk-driver');
    const url = `http://127.0.0.1:${port}`;
    await answering(url);
    const capabilities = { alwaysMatch: { pageLoadStrategy: 'normal', timeouts: { script: 20_000, pageLoad: 20_000 } } };
    const { sessionId } = await command<{ sessionId: string }>(url, 'POST', '/session', { capabilities });
    const session = new Session(`${url}/session/${sessionId}`, driver);
    await session.resize(1280, TALL);
    return session;
  }

  async stop(): Promise<void> {
    await end(this.screen);
    await rm(this.home, { recursive: true, force: true });
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      HOME: this.home,
      XDG_RUNTIME_DIR: this.home,
      DISPLAY: `:${this.display}`,
      LANG: 'en_GB.UTF-8',
      TZ: 'America/New_York',
      // No bus, no graphics card and no settings of this machine's.
      GDK_BACKEND: 'x11',
      GIO_USE_VFS: 'local',
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
      // A page has the scheme of the theme.
      GTK_THEME: this.scheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
    };
  }
}

/** A browser with one window. */
export class Session {
  constructor(
    private readonly url: string,
    private readonly driver: ChildProcess,
  ) {}

  goto = (url: string) => this.post('/url', { url });
  back = () => this.post('/back', {});
  reload = () => this.post('/refresh', {});
  /** Runs a function's body; what it returns, or its promise resolves to, is the answer. */
  execute = <T>(script: string, ...args: unknown[]) => this.post<T>('/execute/sync', { script, args });
  click = (element: ElementId) => this.post(`/element/${element[ELEMENT]}/click`, {});
  type = (element: ElementId, text: string) => this.post(`/element/${element[ELEMENT]}/value`, { text });

  async quit(): Promise<void> {
    await command(this.url, 'DELETE', '');
    await end(this.driver);
  }

  /** Presses keys, wherever the focus is. */
  async press(...keys: string[]): Promise<void> {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Presses the mouse at a point of the window, whatever is there. */
  async clickAt(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y), origin: 'viewport' },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.post('/actions', { actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }] });
  }

  /** Makes the page as wide as asked, or as narrow as its window can be. */
  async resize(width: number, height: number): Promise<void> {
    const inner = await this.execute<{ width: number; height: number }>(
      'return { width: outerWidth - innerWidth, height: outerHeight - innerHeight };',
    );
    await this.post('/window/rect', { width: width + inner.width, height: height + inner.height });
  }

  private post<T = null>(path: string, body: unknown): Promise<T> {
    return command<T>(this.url, 'POST', path, body);
  }
}

async function command<T>(base: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${value.error ?? response.status}: ${value.message ?? ''}`);
  }
  return value;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
}

/** Waits until a driver takes commands: it says so nowhere else. */
async function answering(url: string): Promise<void> {
  const end = Date.now() + START_MS;
  for (;;) {
    try {
      await command(url, 'GET', '/status');
      return;
    } catch (error) {
      if (Date.now() > end) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function started(child: ChildProcess, name: string, packageName: string): Promise<void> {
  await Promise.race([
    once(child, 'spawn'),
    once(child, 'error').then(() => {
      throw new Error(`${name} is needed for the tests in WebKit: \`sudo apt-get install ${packageName}\``);
    }),
  ]);
}

/** A port that was free a moment ago: the driver takes no other way of being told. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
