// What drags: a mouse, or a finger, which Playwright itself only lets tap.

import type { Page } from '@playwright/test';

export interface Point {
  x: number;
  y: number;
}

export interface Pointer {
  down(point: Point): Promise<void>;
  move(point: Point): Promise<void>;
  up(): Promise<void>;
}

export function mouse(page: Page): Pointer {
  return {
    down: async ({ x, y }) => {
      await page.mouse.move(x, y);
      await page.mouse.down();
    },
    move: ({ x, y }) => page.mouse.move(x, y),
    up: () => page.mouse.up(),
  };
}

export async function finger(page: Page): Promise<Pointer> {
  const browser = await page.context().newCDPSession(page);
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Point[]) => {
    await browser.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  };
  return {
    down: (point) => touch('touchStart', [point]),
    move: (point) => touch('touchMove', [point]),
    up: () => touch('touchEnd', []),
  };
}

/** The middle of a box. */
export function centre(box: { x: number; y: number; width: number; height: number } | null): Point {
  if (box === null) {
    throw new Error('it is not on the screen');
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
