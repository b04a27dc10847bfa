// The Postman collection: made of the OpenAPI document, and run against a server by Newman.
//
//     node postman.mjs make <document> <collection>
//     node postman.mjs run <collection>             with BASE and KEY in the environment
//
// The converter writes random ids and random values where the document has no example; both are taken out, so that the same document
// always makes the same collection.

import { readFileSync, writeFileSync } from 'node:fs';
import newman from 'newman';
import converter from 'openapi-to-postmanv2';

const OPTIONS = {
  folderStrategy: 'Tags',
  requestNameSource: 'Fallback',
  requestParametersResolution: 'Example',
  parametersResolution: 'Example',
  includeDeprecated: true,
  keepImplicitHeaders: false,
  alwaysInheritAuthentication: true,
};

// A person fills these in: the collection holds no address and no key of anybody.
const VARIABLES = [
  { key: 'baseUrl', value: '', description: 'The address of the server, such as https://links.example' },
  { key: 'apiKey', value: '', type: 'secret', description: 'An API key, from Settings' },
];

const [command, ...files] = process.argv.slice(2);

function convert(document) {
  return new Promise((resolve, reject) => {
    converter.convertV2({ type: 'json', data: document }, OPTIONS, (error, made) => {
      if (error || !made.result) reject(error ?? new Error(made.reason));
      else resolve(made.output[0].data);
    });
  });
}

/** The path of a request as the document has it. */
const template = (request) => `/${request.url.path.map((part) => part.replace(/^:(.*)$/, '{$1}')).join('/')}`;

function parameters(document, operation) {
  const resolve = (one) => (one.$ref ? document.components.parameters[one.$ref.split('/').pop()] : one);
  return new Map((operation.parameters ?? []).map(resolve).map((one) => [one.name.toLowerCase(), one]));
}

/** An example of the document; what is optional is there to be switched on. */
function settle(entry, known) {
  const parameter = known.get(entry.key.toLowerCase());
  const example = parameter?.example ?? parameter?.schema?.example ?? parameter?.schema?.minimum ?? '';
  entry.value = entry.key === 'Idempotency-Key' ? '{{$guid}}' : String(example);
  entry.disabled = !(parameter?.required || entry.key === 'Idempotency-Key');
  return entry;
}

function finish(item, document) {
  delete item.id;
  delete item.response;
  delete item.event;
  for (const child of item.item ?? []) finish(child, document);
  const request = item.request;
  if (!request) return;
  const operation = document.paths[template(request)][request.method.toLowerCase()];
  const known = parameters(document, operation);
  request.url.query?.forEach((entry) => settle(entry, known));
  request.url.variable?.forEach((entry) => {
    delete entry.id;
    entry.value = String(known.get(entry.key.toLowerCase())?.example ?? '');
  });
  for (const header of request.header ?? []) {
    if (known.has(header.key.toLowerCase())) settle(header, known);
  }
  const sent = operation.requestBody?.content?.['application/json'];
  if (sent) request.body = { mode: 'raw', raw: JSON.stringify(sent.example, null, 2), options: { raw: { language: 'json' } } };
  delete request.auth;
  if (!operation.security?.some((scheme) => 'bearer' in scheme)) request.auth = { type: 'noauth' };
}

async function make(documentFile, collectionFile) {
  const text = readFileSync(documentFile, 'utf8');
  const collection = await convert(text);
  const document = JSON.parse(text);
  for (const folder of collection.item) finish(folder, document);
  delete collection.info._postman_id;
  collection.item = collection.item.filter((folder) => folder.item.length > 0);
  collection.variable = VARIABLES;
  collection.auth = { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] };
  delete collection.event;
  writeFileSync(collectionFile, `${JSON.stringify(collection, null, 2)}\n`);
}

/** What Newman sends, in this order, as the collection has it, and what it has to be answered. */
const RUN = [
  ['POST', '/api/v1/vehicles', 201],
  ['GET', '/api/v1/vehicles', 200],
  ['GET', '/api/v1/vehicles/{vehicle_id}', 200],
  ['PATCH', '/api/v1/vehicles/{vehicle_id}', 200],
  ['POST', '/api/v1/vehicles/{vehicle_id}/tracking-link', 201],
  ['GET', '/api/v1/vehicles/{vehicle_id}/tracking-link', 200],
  ['POST', '/api/v1/vehicles/bulk', 200],
  ['POST', '/api/v1/tracking-links/bulk', 200],
  ['GET', '/api/v1/tracking-links', 200],
  ['GET', '/api/v1/organization', 200],
];

function run(collectionFile) {
  const collection = JSON.parse(readFileSync(collectionFile, 'utf8'));
  const all = collection.item.flatMap((folder) => folder.item);
  collection.item = RUN.map(([method, path]) => {
    const found = all.find(({ request }) => request.method === method && template(request) === path);
    if (!found) throw new Error(`the collection has no ${method} ${path}`);
    return found;
  });
  const envVar = [
    { key: 'baseUrl', value: process.env.BASE },
    { key: 'apiKey', value: process.env.KEY },
  ];
  const answered = [];
  newman.run({ collection, envVar, reporters: [] }, (error, summary) => {
    if (error) throw error;
    for (const { item, response } of summary.run.executions) answered.push([item.name, response?.code]);
    const wrong = RUN.filter(([, , status], index) => answered[index]?.[1] !== status);
    if (wrong.length > 0) throw new Error(`${JSON.stringify(wrong)} was expected: ${JSON.stringify(answered)}`);
  });
}

await { make, run }[command](...files);
