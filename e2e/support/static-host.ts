// The static files of the web app on a host of their own, as a CDN would serve them: no templates are filled, and the
// API is reached through a proxy.

import { createReadStream, existsSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type Server as Http, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { distFolder } from './environment.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

// A static host cannot make nonces.
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export class StaticHost {
  private constructor(
    readonly url: string,
    private readonly http: Http,
  ) {}

  /** Starts a host in front of this API. */
  static async start(api: string): Promise<StaticHost> {
    const http = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://host').pathname;
      if (path.startsWith('/api/')) {
        proxy(api, request, response);
      } else {
        file(path, response);
      }
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new StaticHost(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, http);
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

function file(path: string, response: ServerResponse): void {
  const asset = join(distFolder(), normalize(path));
  const isAsset = extname(path) !== '' && asset.startsWith(distFolder()) && existsSync(asset);
  const document = path.startsWith('/t/') ? 'tracking.html' : 'index.html';
  const found = isAsset ? asset : join(distFolder(), document);
  response.writeHead(200, {
    'content-type': TYPES[extname(found)] ?? 'application/octet-stream',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
  });
  createReadStream(found).pipe(response);
}

function proxy(api: string, request: IncomingMessage, response: ServerResponse): void {
  const target = new URL(request.url ?? '/', api);
  const headers = { ...request.headers, host: target.host };
  const onward = forward(target, { method: request.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}
