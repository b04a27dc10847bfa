import { chromium } from '@playwright/test';
import { readdirSync, writeFileSync } from 'node:fs';
const only = process.argv.slice(2);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const p = await (await b.newContext()).newPage(); p.on('console', (m) => console.log('console', m.text()));
await p.goto('http://127.0.0.1:7788/');
for (const f of only.length ? only : readdirSync('/tmp/proto/f').filter((f) => !f.startsWith('mp') )) {
  const r: any = await p.evaluate(async ({ f }) => {
    const file = await (await fetch('/f/' + f)).blob();
    const w = new Worker('/converter.js', { type: 'module' });
    return new Promise((res) => { w.onmessage = async (e) => { w.terminate(); if (!e.data.picture) return res(e.data); const bytes = new Uint8Array(await e.data.picture.arrayBuffer()); const bm = await createImageBitmap(e.data.picture);
      let s = ''; for (let i = 0; i < bytes.length; i += 30000) s += String.fromCharCode(...bytes.subarray(i, i + 30000));
      res({ type: e.data.picture.type, size: [bm.width, bm.height], b64: btoa(s) }) }; w.onerror = (e) => res('error ' + e.message); w.postMessage({ file, isHeic: f.endsWith('heic'), isLogo: f.startsWith('alpha') }); setTimeout(() => res('timeout'), 30000); });
  }, { f }).catch(e => String(e));
  if (r.b64) { writeFileSync('/tmp/proto/out/' + f + (r.type === 'image/png' ? '.png' : '.jpg'), Buffer.from(r.b64, 'base64')); delete r.b64; }
  console.log(f, JSON.stringify(r));
}
await b.close();
