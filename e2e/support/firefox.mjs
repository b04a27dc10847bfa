#!/usr/bin/env node
// Debian's Firefox for Playwright, which starts this file in its place. Playwright speaks WebDriver BiDi with it and asks
// each window to override no media feature, in a command that no released Firefox knows yet; nothing would start. Here the
// conversation passes unchanged, but for the refusal of just that: not to override anything is what a Firefox without the
// command does. A real override (dark, say) stays an error, so no test believes in one. Once Firefox knows the command, this
// file does nothing.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WebSocket, WebSocketServer } from 'ws';

const UNKNOWN = 'emulation.setMediaFeaturesOverride';
const LISTENING = /^(.*WebDriver BiDi listening on )ws:\/\/(\S+)$/;

const firefox = spawn(process.env['FIREFOX'] ?? 'firefox-esr', process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => firefox.kill(signal));
}
firefox.on('error', (error) => {
  process.stderr.write(`firefox cannot be started: ${error.message}\n`);
  process.exit(1);
});
firefox.on('exit', (code) => process.exit(code ?? 1));
createInterface({ input: firefox.stderr }).on('line', (line) => {
  const found = LISTENING.exec(line);
  if (found === null) {
    process.stderr.write(`${line}\n`);
  } else {
    listen(`ws://${found[2]}`, (port) => process.stderr.write(`${found[1]}ws://127.0.0.1:${port}\n`));
  }
});

/** Listens in front of this address. */
function listen(address, ready) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => ready(server.address().port));
  server.on('connection', (client, request) => {
    const browser = new WebSocket(address + request.url, { perMessageDeflate: false });
    const waiting = [];
    const harmless = new Set();
    client.on('message', (data) => {
      const text = data.toString();
      noteHarmless(text, harmless);
      if (browser.readyState === WebSocket.OPEN) {
        browser.send(text);
      } else {
        waiting.push(text);
      }
    });
    browser.on('open', () => waiting.splice(0).forEach((text) => browser.send(text)));
    browser.on('message', (data) => client.send(accept(data.toString(), harmless)));
    const end = () => {
      client.terminate();
      browser.terminate();
    };
    for (const side of [client, browser]) {
      side.on('close', end);
      side.on('error', end);
    }
  });
}

/** Remembers the commands that ask for nothing. */
function noteHarmless(text, harmless) {
  if (text.includes(UNKNOWN)) {
    const { id, method, params } = JSON.parse(text);
    if (method === UNKNOWN && Object.values(params.features).every((value) => value === null)) {
      harmless.add(id);
    }
  }
}

/** The answer to a command that asks for nothing is that nothing went wrong. */
function accept(text, harmless) {
  if (harmless.size === 0 || !text.includes('"unknown command"')) {
    return text;
  }
  const { type, id, error } = JSON.parse(text);
  const refused = type === 'error' && error === 'unknown command' && harmless.delete(id);
  return refused ? JSON.stringify({ type: 'success', id, result: {} }) : text;
}
