// Loads the program once the page was painted: until then the line and the processor belong to what can be read.
{
  const { script, wasm } = document.currentScript.dataset;
  let start = () => {
    start = () => {};
    const preload = document.createElement('link');
    Object.assign(preload, { rel: 'preload', as: 'fetch', type: 'application/wasm', crossOrigin: 'anonymous', href: wasm });
    const program = document.createElement('script');
    Object.assign(program, { type: 'module', src: script });
    document.head.append(preload, program);
  };
  new PerformanceObserver(() => start()).observe({ type: 'paint', buffered: true });
  // What is in the background is not painted, and follows its link all the same.
  setTimeout(() => start(), 1000);
}
