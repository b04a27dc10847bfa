import { chromium, firefox } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { firefoxOptions } from '/tmp/wt/app/e2e/support/environment.ts';
const which = process.argv[2]; const only = process.argv.slice(3);
const b = which === 'firefox' ? await firefox.launch({ ...(firefoxOptions as any).launchOptions, channel: 'moz-firefox', firefoxUserPrefs: {...(firefoxOptions as any).launchOptions.firefoxUserPrefs, ...(process.env.PREFS ? JSON.parse(process.env.PREFS) : {})} } as any) : await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const p = await (await b.newContext()).newPage();
p.on('console', (m) => console.log('console', m.text()));
await p.goto('http://127.0.0.1:7788/');
for (const f of only.length ? only : readdirSync('/tmp/proto/f').filter((f) => !f.startsWith('mp') )) {
  const r = await p.evaluate(async ({ f, max }) => {
    const file = await (await fetch('/f/' + f)).blob();
    const w = new Worker('/worker.js', { type: 'module' });
    const t = performance.now();
    return new Promise((res) => { w.onmessage = (e) => { w.terminate(); res({...e.data, total: performance.now() - t}) }; w.onerror = (e) => res('error ' + e.message); w.postMessage({ file: file.slice(0, file.size, ''), max, variance: f.startsWith('lines') }); setTimeout(() => res('timeout'), 30000); });
  }, { f, max: Number(process.env.MAX ?? 16777216) }).catch(e => String(e));
  console.log(f, JSON.stringify(r));
}
await b.close();
