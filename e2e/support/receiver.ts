// The program at the other end of a webhook endpoint.

import { createServer, type IncomingHttpHeaders, type Server as Http } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

export class Receiver {
  readonly received: Received[] = [];
  /** What it answers; with 0 it breaks the connection. */
  status = 204;

  private constructor(
    readonly url: string,
    private readonly http: Http,
  ) {}

  static async start(): Promise<Receiver> {
    let receiver: Receiver | undefined;
    const http = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        receiver?.received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        if (receiver?.status === 0) request.socket.destroy();
        else response.writeHead(receiver?.status ?? 500).end();
      });
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    receiver = new Receiver(`http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`, http);
    return receiver;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

/** Whether a message was signed with this secret, as Standard Webhooks 1.0 says. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(signature);
}
