import { firefox } from '@playwright/test';
const b = await firefox.launch({ executablePath: '/tmp/wt/app/e2e/support/firefox.mjs', channel: 'moz-firefox', env: { ...process.env, FIREFOX: '/tmp/fx.mjs' } });
const p = await (await b.newContext({ viewport: { width: 1280, height: 800 } })).newPage(); await p.goto('http://127.0.0.1:7788/'); console.log(await p.evaluate(() => navigator.userAgent)); await b.close();
