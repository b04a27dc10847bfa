// What is under the middle of each control: the control itself, in every engine. A stretched link that is not contained, a
// layer that nobody sees or a label that lies over its neighbour takes every press, and only the engine knows.

import type { Tab } from './tab.ts';

export interface Checked {
  /** How many controls could be pressed. */
  count: number;
  /** Those under whose middle something else is. */
  covered: string[];
}

/** Looks under every control that is in sight and enabled; with a modal dialog open, under those in it. */
export function checkControls(tab: Tab): Promise<Checked> {
  return tab.run(async () => {
    // What slides in is not where it will be. What turns for ever moves nothing.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().endTime !== Infinity) {
        animation.finish();
      }
    }
    const SELECTOR = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]';
    const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    const isMeant = (element: HTMLElement) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // A pixel is what only screen readers meet, and a skip link comes with the focus.
      const inSight = box.width > 1 && box.height > 1 && style.visibility === 'visible' && element.checkVisibility();
      const hidden = element.closest('[inert], .visually-hidden, .skip-link') !== null;
      return inSight && !hidden && !element.matches(':disabled') && element.getAttribute('aria-disabled') !== 'true';
    };
    const describe = (element: Element) => {
      const words = element.getAttribute('aria-label') ?? element.textContent ?? '';
      const name = element.getAttribute('class') ?? '';
      return `${element.localName}.${name.replaceAll(' ', '.')} "${words.replace(/\s+/g, ' ').trim().slice(0, 40)}"`;
    };
    const covered: string[] = [];
    let count = 0;
    for (const element of scope.querySelectorAll<HTMLElement>(SELECTOR)) {
      if (!isMeant(element)) {
        continue;
      }
      count += 1;
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
      // A link may go over several lines: its box has a middle that is not its own.
      const box = element.getClientRects()[0]!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      const label = hit?.closest('label')?.control;
      if (hit === null || !(element.contains(hit) || label === element)) {
        const what = hit === null ? 'nothing' : describe(hit);
        covered.push(`${describe(element)} at ${Math.round(x)},${Math.round(y)} is under ${what}`);
      }
    }
    window.scrollTo(0, 0);
    return { count, covered };
  }, undefined);
}
