#!/usr/bin/env bash
# WebKitGTK leaves a page in the layout of the wider window when the window becomes narrower while a dialog is open, and afterwards.
#
# Seen with WebKitGTK 2.50.6 of Debian 12 (webkit2gtk-driver 2.50.6-1~deb12u2). It takes three ordinary things together: a size container
# anywhere in the page (container-type: inline-size), a modal dialog after it whose size is in units of the viewport (vw, vh or dvh), and a
# media query about the width for something else. With the dialog open the window goes from 1,280 to 650 px: matchMedia says that
# "(max-width: 48rem)" matches now, and the rules under it are not applied (computed position "static" instead of "fixed"), also
# after the dialog was closed. With the dialog's size in per cent, or without the container, they are applied at once. Who sizes
# modal dialogs in per cent, which are those of the window for them, has nothing to do about it.
#
# Needs Debian's xvfb and webkit2gtk-driver, Node.js 20 or newer.
set -euo pipefail
version=$(dpkg-query --show --showformat='${Version}' webkit2gtk-driver)
echo "webkit2gtk-driver $version"
case $version in 2.50.6-*) ;; *) echo "not the version that this was seen with" && exit 1 ;; esac
work=$(mktemp -d)
stop() {
    # shellcheck disable=SC2046
    kill $(jobs -p) 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
cd "$work"
mkfifo display
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3<>display 2>/dev/null &
read -r number <display
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
env -i PATH="$PATH" HOME="$work" XDG_RUNTIME_DIR="$work" DISPLAY=":$number" GDK_BACKEND=x11 GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 \
    LIBGL_ALWAYS_SOFTWARE=1 WebKitWebDriver --port="$port" >/dev/null 2>&1 &
cat >walk.mjs <<'JS'
const base = `http://127.0.0.1:${process.argv[2]}`;
async function call(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(base + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
  return value;
}
const page = (container, size) => `<!doctype html><style>
  nav { position: static }
  @media (max-width: 48rem) { nav { position: fixed } }
  ${container ? 'section { container-type: inline-size }' : ''}
  dialog { ${size} }
</style><nav>menu</nav><section>list</section><dialog>question</dialog>`;
const until = async (asked) => {
  const end = Date.now() + 20_000;
  for (;;) {
    try {
      if (await asked()) return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error('it took too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
await until(() => call('GET', '/status'));
const { sessionId } = await call('POST', '/session', { capabilities: { alwaysMatch: {} } });
const session = `/session/${sessionId}`;
const run = (script) => call('POST', `${session}/execute/sync`, { script, args: [] });
const position = () => run("return getComputedStyle(document.querySelector('nav')).position;");
/** Lets the engine draw twice. */
const settled = () => run('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))));');
async function seen(container, size) {
  await call('POST', `${session}/window/rect`, { width: 1280, height: 900 });
  await call('POST', `${session}/url`, { url: `data:text/html,${encodeURIComponent(page(container, size))}` });
  await run("document.querySelector('dialog').showModal();");
  await settled();
  await call('POST', `${session}/window/rect`, { width: 650, height: 900 });
  await until(() => run("return innerWidth <= 650 && matchMedia('(max-width: 48rem)').matches;"));
  await settled();
  const open = await position();
  await run("document.querySelector('dialog').close();");
  await settled();
  return `${open}, after closing ${await position()}`;
}
const cases = [
  ['container, dialog in vw', true, 'width: 50vw', 'static, after closing static'],
  ['container, dialog in dvh', true, 'height: 50dvh', 'static, after closing static'],
  ['container, dialog in per cent', true, 'width: 50%; height: 50%', 'fixed, after closing fixed'],
  ['no container, dialog in vw and dvh', false, 'width: 50vw; height: 50dvh', 'fixed, after closing fixed'],
];
let changed = false;
for (const [name, container, size, expected] of cases) {
  const found = await seen(container, size);
  console.log(`${name}: ${found}`);
  changed ||= found !== expected;
}
await call('DELETE', session);
if (changed) throw new Error('it behaves otherwise now');
JS
node walk.mjs "$port"
echo "as described"
