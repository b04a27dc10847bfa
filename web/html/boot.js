// Says at once why the staff app does not start: no WebAssembly, or a script or the program that did not come or run.
(() => {
  const app = document.documentElement;
  const say = (trouble) => {
    // What goes wrong later, in an app that runs, has words of its own.
    if (!app.dataset.trouble && (document.readyState === 'loading' || document.querySelector('.boot__trouble'))) {
      app.dataset.trouble = trouble;
    }
  };
  if (typeof WebAssembly !== 'object') {
    say('engine');
  }
  // What happens to a script element does not bubble; a program that ends is told to the window.
  addEventListener(
    'error',
    (event) => {
      if (!(event.target instanceof Element) || event.target.localName === 'script') {
        say('load');
      }
    },
    true,
  );
  addEventListener('unhandledrejection', () => say('load'));
})();
