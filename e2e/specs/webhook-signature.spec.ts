// An integrator's server receives events and verifies them with the reference library of Standard Webhooks.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { expect, test } from '../support/fixtures.ts';
import { Importer } from '../support/importer.ts';
import { Server } from '../support/server.ts';

interface Received {
  headers: Record<string, string>;
  body: string;
}

/** Receives everything that is posted, on a free port. */
async function receiver(): Promise<{ url: string; posts: Received[]; close(): void }> {
  const posts: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      posts.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hooks`, posts, close: () => server.close() };
}

test('real events pass the reference library, altered and old ones do not', async ({ engine }, info) => {
  test.skip(info.project.name.endsWith('phone'), 'nothing of it is on a screen');
  // A server whose clock no other test has moved: the library holds the time of a message against the real one.
  const server = await Server.start(engine);
  const { url, posts, close } = await receiver();
  try {
    const importer = await Importer.create(server);
    const created = await importer.api.post<{ webhook_endpoint: { id: string }; secret: string }>('/webhook-endpoints', {
      url,
    });
    const vehicle = await importer.vehicle();
    await expect.poll(() => posts.length).toBe(1);
    const { headers, body } = posts[0]!;
    const event = new Webhook(created.secret).verify(body, headers) as { type: string; data: { vehicle_id: string } };
    expect(event).toMatchObject({ type: 'vehicle.created', data: { vehicle_id: vehicle.id } });
    expect(() => new Webhook(created.secret).verify(body.replace('created', 'deleted'), headers)).toThrow(/signature/i);
    const old = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 301) };
    expect(() => new Webhook(created.secret).verify(body, old)).toThrow(/timestamp/i);

    // During a rotation the old and the new secret both verify.
    const path = `/webhook-endpoints/${created.webhook_endpoint.id}`;
    const rotated = await importer.api.post<{ secret: string }>(`${path}/secret`, {});
    await importer.api.post(`${path}/ping`, {});
    await expect.poll(() => posts.length).toBe(2);
    for (const secret of [created.secret, rotated.secret]) {
      expect(new Webhook(secret).verify(posts[1]!.body, posts[1]!.headers)).toMatchObject({ type: 'ping' });
    }

    // After another one within the day, all three do.
    const again = await importer.api.post<{ secret: string }>(`${path}/secret`, {});
    await importer.api.post(`${path}/ping`, {});
    await expect.poll(() => posts.length).toBe(3);
    for (const secret of [created.secret, rotated.secret, again.secret]) {
      expect(new Webhook(secret).verify(posts[2]!.body, posts[2]!.headers)).toMatchObject({ type: 'ping' });
    }
  } finally {
    close();
    await server.stop();
  }
});
