// support/engines/webdriver.ts
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
var ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
var START_MS = 2e4;
var TALL = 900;
var WebKit = class _WebKit {
  constructor(screen, display, home) {
    this.screen = screen;
    this.display = display;
    this.home = home;
  }
  screen;
  display;
  home;
  static async start() {
    const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"]
    });
    await started(screen, "Xvfb", "xvfb");
    const display = String((await once(screen.stdio[3], "data"))[0]).trim();
    return new _WebKit(screen, display, await mkdtemp(join(tmpdir(), "importops-webkit-")));
  }
  /** A new browser, without anybody's cookies. A driver has one at a time. */
  async session() {
    const port = await freePort();
    const driver = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore", env: this.environment() });
    await started(driver, "WebKitWebDriver", "webkit2gtk-driver");
    const url = `http://127.0.0.1:${port}`;
    await answering(url);
    const capabilities = { alwaysMatch: { pageLoadStrategy: "normal", timeouts: { script: 2e4, pageLoad: 2e4 } } };
    const { sessionId } = await command(url, "POST", "/session", { capabilities });
    const session = new Session(`${url}/session/${sessionId}`, driver);
    await session.resize(1280, TALL);
    return session;
  }
  async stop() {
    await end(this.screen);
    await rm(this.home, { recursive: true, force: true });
  }
  environment() {
    return {
      PATH: process.env["PATH"],
      HOME: this.home,
      XDG_RUNTIME_DIR: this.home,
      DISPLAY: `:${this.display}`,
      LANG: "en_GB.UTF-8",
      TZ: "America/New_York",
      // No bus, no graphics card and no settings of this machine's.
      GDK_BACKEND: "x11",
      GIO_USE_VFS: "local",
      GSETTINGS_BACKEND: "memory",
      NO_AT_BRIDGE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1"
    };
  }
};
var Session = class {
  constructor(url, driver) {
    this.url = url;
    this.driver = driver;
  }
  url;
  driver;
  goto = (url) => this.post("/url", { url });
  back = () => this.post("/back", {});
  reload = () => this.post("/refresh", {});
  /** Runs a function's body; what it returns, or its promise resolves to, is the answer. */
  execute = (script, ...args) => this.post("/execute/sync", { script, args });
  click = (element) => this.post(`/element/${element[ELEMENT]}/click`, {});
  type = (element, text) => this.post(`/element/${element[ELEMENT]}/value`, { text });
  async quit() {
    await command(this.url, "DELETE", "");
    await end(this.driver);
  }
  /** Presses keys, wherever the focus is. */
  async press(...keys) {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value }
    ]);
    await this.post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }
  /** Presses the mouse at a point of the window, whatever is there. */
  async clickAt(x, y) {
    const actions = [
      { type: "pointerMove", x: Math.round(x), y: Math.round(y), origin: "viewport" },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 }
    ];
    await this.post("/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  }
  /** Makes the page as wide as asked, or as narrow as its window can be. */
  async resize(width, height) {
    const inner = await this.execute(
      "return { width: outerWidth - innerWidth, height: outerHeight - innerHeight };"
    );
    await this.post("/window/rect", { width: width + inner.width, height: height + inner.height });
  }
  post(path, body) {
    return command(this.url, "POST", path, body);
  }
};
async function command(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { "content-type": "application/json" },
    ...body === void 0 ? {} : { body: JSON.stringify(body) }
  });
  const { value } = await response.json();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${value.error ?? response.status}: ${value.message ?? ""}`);
  }
  return value;
}
async function end(child) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  }
}
async function answering(url) {
  const end2 = Date.now() + START_MS;
  for (; ; ) {
    try {
      await command(url, "GET", "/status");
      return;
    } catch (error) {
      if (Date.now() > end2) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
async function started(child, name, packageName) {
  await Promise.race([
    once(child, "spawn"),
    once(child, "error").then(() => {
      throw new Error(`${name} is needed for the tests in WebKit: \`sudo apt-get install ${packageName}\``);
    })
  ]);
}
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

// .wk.ts
import { readdirSync } from "node:fs";
var webkit = await WebKit.start();
var s = await webkit.session();
await s.goto("http://127.0.0.1:7788/");
console.log(await s.execute('return navigator.userAgent + " " + navigator.vendor'));
for (const f of process.argv.slice(2).length ? process.argv.slice(2) : readdirSync("/tmp/proto/f").filter((f2) => !f2.startsWith("mp"))) {
  try {
    console.log(f, await s.execute(`return (async () => { const f = arguments[0]; const file = await (await fetch("/f/" + f)).blob(); const w = new Worker("/converter.js", { type: "module" }); const t = performance.now();
   return JSON.stringify(await new Promise((res) => { w.onmessage = async (e) => { w.terminate(); if (!e.data.picture) return res(e.data); const b = await createImageBitmap(e.data.picture); const c = new OffscreenCanvas(b.width, b.height), x = c.getContext("2d"); x.drawImage(b, 0, 0); res({ ms: performance.now() - t, type: e.data.picture.type, size: [b.width, b.height], bytes: e.data.picture.size, corners: [[.2,.2],[.8,.2],[.2,.8],[.8,.8]].map(([u, v]) => [...x.getImageData(u * b.width | 0, v * b.height | 0, 1, 1).data].join()) }) }; w.onerror = (e) => res("error " + e.message); w.postMessage({ file, isHeic: f.endsWith("heic"), isLogo: f.startsWith("alpha") }); setTimeout(() => res("timeout"), 18000); })) })()`, f));
  } catch (e) {
    console.log(f, String(e).slice(0, 200));
  }
}
await s.quit();
await webkit.stop();
process.exit(0);
