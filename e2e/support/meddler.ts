// A proxy that does to the page what stands between a server and a customer does: it rewrites documents, holds event
// streams back, falls silent, keeps requests away. HTTP/1.1, as many offices have it.

import { createServer, request as forward, type IncomingMessage, type Server as Http, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What it does; nothing unless it is said. */
export interface Meddling {
  /** Rewrites a document. */
  rewrite?: (html: string) => string;
  /** Refuses what is asked for under such a path. */
  refuse?: RegExp;
  /** Passes the head of an event stream on and holds its body back. */
  holdStreams?: boolean;
  /** Takes what is asked for under such a path and never answers. */
  silent?: RegExp;
}

export class Meddler {
  /** What it does from now on. */
  meddling: Meddling = {};
  /** The event streams that are open. */
  streams = 0;

  private constructor(
    readonly url: string,
    private readonly http: Http,
  ) {}

  /** Starts one in front of a server. */
  static async start(server: string, meddling: Meddling = {}): Promise<Meddler> {
    const http = createServer((request, response) => meddler.handle(server, request, response));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const meddler = new Meddler(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, http);
    meddler.meddling = meddling;
    return meddler;
  }

  /** The same page, through it. */
  through(url: string): string {
    return this.url + new URL(url).pathname;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private handle(server: string, request: IncomingMessage, response: ServerResponse): void {
    const { refuse, silent } = this.meddling;
    const target = new URL(request.url ?? '/', server);
    if (silent?.test(target.pathname)) {
      return;
    }
    if (refuse?.test(target.pathname)) {
      response.writeHead(403).end();
      return;
    }
    const { 'accept-encoding': _, ...headers } = request.headers;
    const onward = forward(target, { method: request.method ?? 'GET', headers: { ...headers, host: target.host } }, (answer) =>
      this.answer(answer, response),
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  private answer(answer: IncomingMessage, response: ServerResponse): void {
    const { rewrite, holdStreams } = this.meddling;
    const type = answer.headers['content-type'] ?? '';
    if (type.startsWith('text/event-stream')) {
      this.streams += 1;
      response.on('close', () => (this.streams -= 1));
    }
    if (holdStreams && type.startsWith('text/event-stream')) {
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
    } else if (rewrite && type.startsWith('text/html')) {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { 'content-length': _, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, headers).end(rewrite(Buffer.concat(chunks).toString('utf8')));
      });
    } else {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }
  }
}
