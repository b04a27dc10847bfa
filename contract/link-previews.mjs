// What two libraries that make link previews find at a tracking page, and the picture that they would show.
//
//     link-previews.mjs <url> <title> <organisation>

import assert from 'node:assert/strict';
import openGraph from 'open-graph-scraper';
import { unfurl } from 'unfurl.js';

const [url, title, organisation] = process.argv.slice(2);

const { result } = await openGraph({ url });
assert.equal(result.ogTitle, title);
assert.equal(result.ogSiteName, organisation);
assert.equal(result.ogUrl, url);
assert.equal(result.twitterCard, 'summary_large_image');
assert.equal(result.ogImage.length, 1);

const found = await unfurl(url);
assert.equal(found.open_graph.title, title);
assert.equal(found.open_graph.site_name, organisation);
assert.equal(found.twitter_card.card, 'summary_large_image');
assert.equal(found.open_graph.images.length, 1);

for (const { url: image, width, height, type, alt } of [result.ogImage[0], found.open_graph.images[0]]) {
  assert.deepEqual([Number(width), Number(height), type], [1200, 630, 'image/jpeg']);
  assert.ok(alt.includes(title), alt);
  const answer = await fetch(image, { headers: { accept: '*/*' } });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'image/jpeg');
  assert.ok(bytes.length <= 250_000, `${bytes.length} bytes`);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xff, 0xd8, 0xff]);
}
console.log(`open-graph-scraper and unfurl.js: "${result.ogTitle}", ${result.ogDescription}, with its picture`);
