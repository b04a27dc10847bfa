#!/usr/bin/env bash
# WebKitGTK does not apply the rules of a narrower window where a page has a size container and, beside it, units of the viewport.
#
# Seen with WebKitGTK 2.50.6 of Debian 12 (webkit2gtk-driver 2.50.6-1~deb12u2). It takes three ordinary things: a size container anywhere
# in the page (container-type: inline-size), an element outside it whose size is in units of the viewport (vw, vh or dvh), before it, after
# it, or a dialog, and a media query about the width for anything else. When the window goes from 1,280 to 650 px, matchMedia says
# that "(max-width: 48rem)" matches now, and the rules under it stay unapplied (computed position "static" instead of "fixed"). They are
# applied at once with a size in per cent, without the container, or where the element with such units is around the container or in it.
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
const page = (style, body) => `<!doctype html><style>
  nav { position: static }
  @media (max-width: 48rem) { nav { position: fixed } }
  ${style}
</style><nav>menu</nav>${body}`;
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
async function seen(style, body) {
  await call('POST', `${session}/window/rect`, { width: 1280, height: 900 });
  await call('POST', `${session}/url`, { url: `data:text/html,${encodeURIComponent(page(style, body))}` });
  await settled();
  await call('POST', `${session}/window/rect`, { width: 650, height: 900 });
  await until(() => run("return innerWidth <= 650 && matchMedia('(max-width: 48rem)').matches;"));
  await settled();
  return position();
}
const container = 'section { container-type: inline-size }';
const after = '<section>list</section><aside>more</aside>';
const cases = [
  ['in vw, after the container', `${container} aside { width: 50vw }`, after, 'static'],
  ['in dvh, after the container', `${container} aside { height: 50dvh }`, after, 'static'],
  ['in vh, before the container', `${container} aside { height: 50vh }`, '<aside>more</aside><section>list</section>', 'static'],
  ['in per cent', `${container} aside { width: 50% }`, after, 'fixed'],
  ['without the container', 'aside { height: 50vh }', after, 'fixed'],
  ['in the container', `${container} aside { height: 50vh }`, '<section>list<aside>more</aside></section>', 'fixed'],
  ['around the container', `${container} body { min-height: 100vh }`, after, 'fixed'],
];
let changed = false;
for (const [name, style, body, expected] of cases) {
  const found = await seen(style, body);
  console.log(`${name}: ${found}`);
  changed ||= found !== expected;
}
await call('DELETE', session);
if (changed) throw new Error('it behaves otherwise now');
JS
node walk.mjs "$port"
echo "as described"
