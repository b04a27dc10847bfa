import { WebKit } from './support/engines/webdriver.ts';
import { readdirSync } from 'node:fs';
const webkit = await WebKit.start(); const s = await webkit.session();
await s.goto('http://127.0.0.1:7788/');
console.log(await s.execute('return navigator.userAgent + " " + navigator.vendor'));
for (const f of process.argv.slice(2).length ? process.argv.slice(2) : readdirSync('/tmp/proto/f').filter((f) => !f.startsWith('mp'))) {
  try { console.log(f, await s.execute(`return (async () => { const f = arguments[0]; const file = await (await fetch("/f/" + f)).blob(); const w = new Worker("/converter.js", { type: "module" }); const t = performance.now();
   return JSON.stringify(await new Promise((res) => { w.onmessage = async (e) => { w.terminate(); if (!e.data.picture) return res(e.data); const b = await createImageBitmap(e.data.picture); const c = new OffscreenCanvas(b.width, b.height), x = c.getContext("2d"); x.drawImage(b, 0, 0); res({ ms: performance.now() - t, type: e.data.picture.type, size: [b.width, b.height], bytes: e.data.picture.size, corners: [[.2,.2],[.8,.2],[.2,.8],[.8,.8]].map(([u, v]) => [...x.getImageData(u * b.width | 0, v * b.height | 0, 1, 1).data].join()) }) }; w.onerror = (e) => res("error " + e.message); w.postMessage({ file, isHeic: f.endsWith("heic"), isLogo: f.startsWith("alpha") }); setTimeout(() => res("timeout"), 18000); })) })()`, f)); } catch (e) { console.log(f, String(e).slice(0, 200)); }
}
await s.quit(); await webkit.stop(); process.exit(0);
