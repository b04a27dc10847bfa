// ../wt/app/e2e/.probe.ts
import { chromium as chromium2, firefox } from "@playwright/test";
import { readdirSync } from "node:fs";

// ../wt/app/e2e/support/environment.ts
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
function chromium() {
  const candidates = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = candidates.find((path) => path !== void 0 && existsSync(path));
  if (found === void 0) {
    throw new Error("CHROMIUM must name a Chromium: `sudo apt-get install chromium`");
  }
  return found;
}
var isRoot = process.getuid?.() === 0;
var anyBrowser = {
  locale: "en-GB",
  timezoneId: "America/New_York",
  // Without its film strip a trace costs little; the last picture is kept apart.
  trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: true },
  screenshot: "only-on-failure",
  actionTimeout: 1e4,
  navigationTimeout: 2e4
};
var browserOptions = {
  ...anyBrowser,
  browserName: "chromium",
  launchOptions: {
    executablePath: chromium(),
    args: ["--disable-background-networking", "--lang=en-GB", ...isRoot ? ["--no-sandbox"] : []]
  }
};
var firefoxOptions = {
  ...anyBrowser,
  browserName: "firefox",
  channel: "moz-firefox",
  // Not to override the scheme is all that Firefox can be asked for.
  colorScheme: null,
  // Playwright adds a style sheet before it takes a picture, and here the security policy of the page holds for it.
  screenshot: "off",
  launchOptions: {
    executablePath: fileURLToPath(new URL("firefox.mjs", 'file:///tmp/wt/app/e2e/support/x.ts')),
    firefoxUserPrefs: {
      // Tests of the clipboard read what was copied, and nobody is there to allow it.
      "dom.events.testing.asyncClipboard": true,
      "intl.accept_languages": "en-GB",
      // What is moving is measured by nobody: the other browsers are asked for the same by the tests.
      "ui.prefersReducedMotion": 1,
      "layout.css.prefers-color-scheme.content-override": 1
    }
  }
};
var CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0";
var phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: `Mozilla/5.0 (Linux; Android 16; Pixel 10) ${CHROME} Mobile Safari/537.36`
};
var OFFICE = { width: 1280, height: 800 };
var desktop = {
  viewport: OFFICE,
  userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`
};
var firefoxDesktop = { ...firefoxOptions, viewport: OFFICE };
var firefoxPhone = { ...firefoxOptions, viewport: { width: 390, height: 844 } };

// ../wt/app/e2e/.probe.ts
var which = process.argv[2];
var only = process.argv.slice(3);
var b = which === "firefox" ? await firefox.launch({ ...firefoxOptions.launchOptions, channel: "moz-firefox", firefoxUserPrefs: { ...firefoxOptions.launchOptions.firefoxUserPrefs, ...process.env.PREFS ? JSON.parse(process.env.PREFS) : {} } }) : await chromium2.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
var p = await (await b.newContext()).newPage();
p.on("console", (m) => console.log("console", m.text()));
await p.goto("http://127.0.0.1:7788/");
for (const f of only.length ? only : readdirSync("/tmp/proto/f").filter((f2) => !f2.startsWith("mp"))) {
  const r = await p.evaluate(async ({ f: f2, max }) => {
    const file = await (await fetch("/f/" + f2)).blob();
    const w = new Worker("/worker.js", { type: "module" });
    const t = performance.now();
    return new Promise((res) => {
      w.onmessage = (e) => {
        w.terminate();
        res({ ...e.data, total: performance.now() - t });
      };
      w.onerror = (e) => res("error " + e.message);
      w.postMessage({ file: file.slice(0, file.size, ""), max, variance: f2.startsWith("lines") });
      setTimeout(() => res("timeout"), 3e4);
    });
  }, { f, max: Number(process.env.MAX ?? 16777216) }).catch((e) => String(e));
  console.log(f, JSON.stringify(r));
}
await b.close();
