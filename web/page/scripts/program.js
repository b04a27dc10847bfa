// The script of the tracking page's program: the line to the server, and the WebAssembly that draws what changed. It comes
// after the page was painted: until then the connection and the processor belong to what can be read.

import start from 'bindings';
import { follow } from './line.js';

const here = document.currentScript.src;

/** A document whose heart was altered on its way, or that has none, gets it as a file. */
function beat() {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, { src: new URL(HEART, here), onload: resolve, onerror: reject });
    document.head.append(script);
  });
}

/** A host that serves the bundle as plain files carries no words. */
async function words(heart) {
  const response = await fetch(heart.base.replace(/\/tracking\/[^/]*$/, '/words'));
  heart.data = await response.text();
}

async function begin() {
  if (!window.importops) await beat();
  const heart = window.importops;
  if (heart.dead) return;
  follow(heart);
  if (!heart.data) await words(heart);
  await start({ module_or_path: new URL(WASM, here) });
  if (heart.waits) heart.look();
}

/** A photo that was pressed before the program was there is opened when it is. */
function keepPress() {
  let pressed;
  const keep = ({ target }) => {
    pressed = (target.closest && target.closest('button.shot')) || pressed;
    if (pressed) run();
  };
  addEventListener('click', keep);
  return () => {
    removeEventListener('click', keep);
    if (pressed && pressed.isConnected) pressed.click();
  };
}

let isRunning = false;
const giveBack = keepPress();
const run = () => {
  if (isRunning) return;
  isRunning = true;
  begin().then(giveBack, (error) => {
    // What does not arrive leaves the page to its heart; a program that breaks is a fault of ours, and is to be seen.
    if (error instanceof WebAssembly.RuntimeError) throw error;
  });
};
if (window.PerformanceObserver) new PerformanceObserver(run).observe({ type: 'paint', buffered: true });
// What is in the background is not painted, and follows its link all the same.
setTimeout(run, 1000);
