// Axe in any engine: colours, names and roles are what an engine makes of them, so each is asked itself.

import axe from 'axe-core';
import { TAGS } from '../accessible.ts';
import type { Tab } from './tab.ts';

/** What axe finds on the page as it stands, a sentence each. */
export async function axeFindings(tab: Tab): Promise<string[]> {
  // A page's security policy permits no program in a text, and a function that a driver runs is none.
  await tab.run(new Function(axe.source) as () => void, undefined);
  return tab.run(
    async (tags) => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
      );
    },
    [...TAGS],
  );
}
