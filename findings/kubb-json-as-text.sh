#!/usr/bin/env bash
# kubb's client on fetch sends JSON without its content type: a server is told `text/plain;charset=UTF-8`.
#
# Seen with kubb 4.39.3 (@kubb/plugin-client with `client: 'fetch'`), on a document whose only request body is
# `application/json`. The generated function calls fetch with `body: JSON.stringify(...)` and the headers of the caller alone, so
# fetch adds its default for strings. A server that checks the content type answers 415. Callers have to give the header with
# each request that has a body.
#
# Needs Node.js 20 with npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >openapi.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Cars", "version": "1"}, "paths": {"/cars": {"post": {"operationId": "createCar",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
    "properties": {"make": {"type": "string"}}, "required": ["make"]}}}},
  "responses": {"204": {"description": "Created."}}}}}}
JSON
cat >package.json <<'JSON'
{"private": true, "type": "module", "dependencies": {"@kubb/cli": "4.39.3", "@kubb/core": "4.39.3", "@kubb/plugin-client": "4.39.3",
  "@kubb/plugin-oas": "4.39.3", "@kubb/plugin-ts": "4.39.3", "esbuild": "0.27.0"}}
JSON
npm install --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
cat >kubb.config.mjs <<'JS'
import { defineConfig } from '@kubb/core';
import { pluginClient } from '@kubb/plugin-client';
import { pluginOas } from '@kubb/plugin-oas';
import { pluginTs } from '@kubb/plugin-ts';
export default defineConfig({
  root: '.', input: { path: 'openapi.json' }, output: { path: 'client', format: false, lint: false },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginClient({ client: 'fetch', bundle: true })],
});
JS
KUBB_DISABLE_TELEMETRY=1 npx kubb generate --config kubb.config.mjs >log 2>&1 || { cat log; exit 1; }
cat >run.ts <<'TS'
import { createServer } from 'node:http';
import { createCar } from './client/index.ts';
const server = createServer((request, response) => {
  console.log(request.headers['content-type']);
  response.writeHead(204).end();
}).listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as { port: number };
  await createCar({ make: 'Toyota' }, { baseURL: `http://127.0.0.1:${port}` });
  server.close();
  server.closeAllConnections();
});
TS
npx esbuild run.ts --bundle --platform=node --format=esm --log-level=error --outfile=run.mjs
seen=$(node run.mjs)
echo "JSON was sent as $seen"
[ "$seen" = "text/plain;charset=UTF-8" ] || { echo "another content type than before"; exit 1; }
echo "as described"
