// Somebody in front of a window of any engine: what they read and press, by the words that people meet.

import { expect } from '@playwright/test';
import type { Person as Member } from '../importer.ts';
import type { Key, Tab } from './tab.ts';

/** How somebody calls a control: by its words, and by what it is where the words alone do not say it. */
export interface Control {
  name: string;
  selector?: string;
}

const FIELDS = 'input, select, textarea';

interface Place {
  x: number;
  y: number;
}

export class Person {
  constructor(
    readonly tab: Tab,
    private readonly origin: string,
  ) {}

  /** Signs in without the form, as a returning member is. */
  async signIn(member: Member): Promise<void> {
    await this.tab.goto(`${this.origin}/sign-in`);
    const status = await this.tab.run(
      async ({ email, password }) => {
        const headers = { 'content-type': 'application/json', 'x-requested-with': 'importops' };
        const body = JSON.stringify({ email, password });
        return (await fetch('/api/v1/session', { method: 'POST', headers, body })).status;
      },
      { email: member.email, password: member.password },
    );
    expect(status, 'signing in').toBe(200);
  }

  /** Goes to a page of the server, or to any URL. */
  async visit(path: string): Promise<void> {
    await this.tab.goto(new URL(path, this.origin).href);
  }

  /** Presses the pointer in the middle of a control, once it is there and can be pressed. */
  async press(name: string, selector?: string): Promise<void> {
    const place = await this.find({ name, ...(selector === undefined ? {} : { selector }) });
    await this.tab.clickAt(place.x, place.y);
  }

  /** Puts the focus into a field, as the Tab key does. */
  async focus(label: string): Promise<void> {
    await this.find({ name: label, selector: FIELDS });
    await this.tab.run(focusField, label);
  }

  keys(...keys: Key[]): Promise<void> {
    return this.tab.keys(...keys);
  }

  /** Waits until a text is in sight. */
  async reads(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.text(), { message: `reads ${text}` }).toMatch(pattern(text));
  }

  /** Waits until a text is out of sight. */
  async readsNoMore(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.text(), { message: `reads ${text} no more` }).not.toMatch(pattern(text));
  }

  /** Waits until the program of a tracking page listens. */
  async ready(): Promise<void> {
    const listens = () => this.tab.run(() => document.documentElement.hasAttribute('data-ready'), undefined);
    await expect.poll(listens, { message: 'the program listens' }).toBe(true);
  }

  /** What is in sight; in a modal dialog, what stands there. */
  text(): Promise<string> {
    return this.tab.run(() => {
      const dialogs = [...document.querySelectorAll<HTMLElement>('dialog[open]')];
      return (dialogs.at(-1) ?? document.body).innerText;
    }, undefined);
  }

  /** What a field holds. */
  async value(label: string): Promise<string> {
    await this.find({ name: label, selector: FIELDS });
    return this.tab.run(readValue, label);
  }

  /** Puts a value into a field as a picker does, whole and at once. */
  async set(label: string, value: string): Promise<void> {
    await this.find({ name: label, selector: FIELDS });
    await this.tab.run(writeValue, { label, value });
  }

  /** The middle of a control, once it is there, in sight and enabled. */
  private async find(control: Control): Promise<Place> {
    let place: Place | null = null;
    const look = async () => {
      place = await this.tab.run(placeOf, { name: control.name, selector: control.selector ?? null });
      return place !== null;
    };
    await expect.poll(look, { message: `${control.name} can be pressed` }).toBe(true);
    return place!;
  }
}

function pattern(text: string | RegExp): RegExp {
  return text instanceof RegExp ? text : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/**
 * Runs in the page. The last one with this name is meant, and it has to stand still: people do not press what slides in.
 * Whether it can be reached there is what `checkControls` looks for.
 */
async function placeOf({ name, selector }: { name: string; selector: string | null }): Promise<Place | null> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const squeeze = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const nameOf = (element: Element) => {
    const labels = [...((element as HTMLInputElement).labels ?? [])].map((label) => squeeze(label.textContent));
    return [squeeze(element.getAttribute('aria-label')), ...labels, squeeze(element.textContent)].find((text) => text !== '');
  };
  const scope = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  const all = [...scope.querySelectorAll<HTMLElement>(selector ?? 'a[href], button, input, select, textarea, summary')];
  const found = all.filter((element) => nameOf(element) === name && element.getClientRects().length > 0).at(-1);
  if (found === undefined || found.matches(':disabled') || found.getAttribute('aria-disabled') === 'true') {
    return null;
  }
  found.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  const before = found.getClientRects()[0]!;
  await frame();
  await frame();
  const box = found.getClientRects()[0];
  if (box === undefined || box.x !== before.x || box.y !== before.y) {
    return null;
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Runs in the page. */
function focusField(label: string): void {
  const squeeze = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim();
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')];
  fields
    .filter((field) => [...(field.labels ?? [])].some((text) => squeeze(text.textContent) === label))
    .at(-1)!
    .focus();
}

/** Runs in the page. */
function readValue(label: string): string {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')];
  const found = fields.filter((field) => [...(field.labels ?? [])].some((text) => text.textContent?.trim() === label));
  return found.at(-1)?.value ?? '';
}

/** Runs in the page. */
function writeValue({ label, value }: { label: string; value: string }): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')];
  const found = fields.filter((field) => [...(field.labels ?? [])].some((text) => text.textContent?.trim() === label));
  const field = found.at(-1)!;
  field.focus();
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}
