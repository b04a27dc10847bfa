// The line to the server (server-sent events): it says at once what the heart would find out within a minute. It believes
// only a line that gives signs of life, gives it back while the page is hidden, and shares it with the other tabs.

/** Milliseconds in which something must be heard; the server gives a sign every 20 seconds. */
const SILENCE = 30_000;
/** Milliseconds in which the first sign must come: it is sent with the head, unless somebody on the way holds it back. */
const FIRST = 8_000;
/** Milliseconds until a line that failed is tried again. */
const AGAIN = 300_000;
/** Lines that a browser has at most: over HTTP/1.1 it has six connections to a host, and pages need them too. */
const LINES = 2;
/** Milliseconds between two looks of a tab that waits for one of those lines. */
const WITHOUT = 5_000;

/** Follows the page for as long as it lives. */
export function follow(heart) {
  const usual = heart.period;
  const channel = 'BroadcastChannel' in window && new BroadcastChannel('importops ' + heart.base);
  let source;
  let watchdog;
  let giveBack;

  const hear = (what) => {
    if (what === 'gone') return heart.die();
    heart.alive();
    if (what === 'changed') heart.look();
  };

  const pass = (what) => channel && channel.postMessage(what);

  const hangUp = () => {
    clearTimeout(watchdog);
    if (source) source.close();
    source = null;
  };

  const open = () => {
    hangUp();
    // What happened while there was no line is told at once.
    source = new EventSource(heart.base + '/updates?revision=' + heart.shown);
    const own = source;
    const wait = (duration) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(fail, duration);
    };
    const fail = () => {
      if (source !== own) return;
      hangUp();
      heart.look();
      watchdog = setTimeout(open, AGAIN);
    };
    for (const what of ['alive', 'changed', 'gone']) {
      own.addEventListener(what, () => {
        wait(SILENCE);
        pass(what);
        hear(what);
      });
    }
    own.onerror = () => own.readyState === EventSource.CLOSED && fail();
    wait(FIRST);
  };

  /** One tab of those that show this page has the line, and no more than so many of a browser have one at a time. */
  const share = async (signal) => {
    const { locks } = navigator;
    const isOver = new Promise((resolve) => signal.addEventListener('abort', resolve));
    const hold = async () => {
      heart.period = usual;
      open();
      await isOver;
      hangUp();
    };
    if (!locks || !channel) return hold();
    await locks.request('importops ' + heart.base, { signal }, async () => {
      const names = Array.from({ length: LINES }, (_, index) => 'importops line ' + index);
      for (const name of names) {
        const had = await locks.request(name, { ifAvailable: true }, async (lock) => {
          if (lock) await hold();
          return !!lock;
        });
        if (had || signal.aborted) return;
      }
      heart.period = WITHOUT;
      heart.look();
      await locks.request(names[Math.floor(Math.random() * LINES)], { signal }, hold);
    });
  };

  const stop = () => {
    if (giveBack) giveBack.abort();
    giveBack = null;
    hangUp();
    heart.period = usual;
  };

  const begin = () => {
    if (giveBack || heart.dead || document.visibilityState === 'hidden') return;
    giveBack = new AbortController();
    // Whoever gives back what it waits for is told so by an error.
    share(giveBack.signal).catch(() => {});
  };

  if (channel) channel.onmessage = ({ data }) => hear(data);
  heart.listeners.push((what) => {
    pass(what === 'dead' ? 'gone' : what);
    if (what === 'dead') {
      stop();
      if (channel) channel.close();
    }
  });
  addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? stop() : begin()));
  addEventListener('pagehide', stop);
  addEventListener('pageshow', begin);
  begin();
}
