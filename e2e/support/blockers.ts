// A real blocker's engine with real lists, and what a page asks of the server.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FiltersEngine, Request, type RequestType } from '@ghostery/adblocker';
import type { BrowserContext } from '@playwright/test';

/** Hosts that importers call such a server. The last is a machine of one's own. */
export const HOSTS = [
  'tracking.importer.example',
  'track.importer.example',
  'www.importer.example',
  'app.importer.example',
  'links.importer.example',
  'cars.importer.example',
  'importer.example',
  '127.0.0.1:8080',
];

/** What a page asked for. */
export interface Asked {
  /** Path and query. */
  path: string;
  /** What for, as the browser says. */
  kind: string;
  /** The path of the page that asked. */
  from: string;
}

/** As what blockers know a request. They disagree with each other over streams and beacons, so those are tried as each. */
const KINDS: Record<string, RequestType[]> = {
  document: ['document', 'sub_frame'],
  stylesheet: ['stylesheet'],
  script: ['script'],
  image: ['image'],
  manifest: ['other'],
};
const BY_SCRIPT: RequestType[] = ['xmlhttprequest', 'eventsource', 'ping', 'beacon', 'other'];

/** Writes down what the pages of a context ask of this server. */
export function listen(context: BrowserContext, server: string): Asked[] {
  const asked: Asked[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === server) {
      const from = request.frame().url();
      asked.push({
        path: url.pathname + url.search,
        kind: request.resourceType(),
        from: from.startsWith(server) ? new URL(from).pathname : '/',
      });
    }
  });
  return asked;
}

/** The engine of Ghostery's blocker, once for each list, so that no list's exceptions help with another. */
export class Blockers {
  private readonly engines: [string, FiltersEngine][];

  constructor(folder = process.env.IMPORTOPS_BLOCKER_LISTS) {
    if (folder === undefined) {
      throw new Error('IMPORTOPS_BLOCKER_LISTS must name the folder of lists: run `cargo xtask test --only browser -- blockers`');
    }
    const names = readdirSync(folder)
      .filter((name) => name !== 'fetched.txt')
      .sort();
    this.engines = names.map((name) => [
      name,
      FiltersEngine.parse(list(join(folder, name)), { debug: true, enableOptimizations: false, loadCosmeticFilters: false }),
    ]);
  }

  /** How many rules each list has. */
  get sizes(): [string, number][] {
    return this.engines.map(([name, engine]) => [name, engine.getFilters().networkFilters.length]);
  }

  /** Which rules of which lists block a request on a host, as first party, whatever a blocker takes it for. */
  blocking({ path, kind, from }: Asked, host: string): string[] {
    const scheme = host.startsWith('127.') ? 'http' : 'https';
    const url = `${scheme}://${host}${path}`;
    const found = (KINDS[kind] ?? BY_SCRIPT).flatMap((type) => {
      const request = Request.fromRawDetails({
        url,
        type,
        ...(type === 'document' ? {} : { sourceUrl: `${scheme}://${host}${from}` }),
      });
      return this.engines.flatMap(([name, engine]) => {
        const { match, redirect, filter } = engine.match(request);
        return match || redirect !== undefined
          ? [`${url} (${kind}): ${filter?.rawLine ?? filter?.toString() ?? 'a rule'} in ${name}`]
          : [];
      });
    });
    return [...new Set(found)];
  }
}

/** The text of a list, however its package keeps it. */
function list(file: string): string {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  if (!file.endsWith('.json')) {
    return text;
  }
  // AdGuard's: rules for browsers, and the list that they were made of.
  const rules = JSON.parse(text) as { metadata?: { rawFilterList?: string } }[];
  return (rules[0]?.metadata?.rawFilterList ?? '').replaceAll('\r', '');
}
