// Dates as the locale writes them: what the server writes as ISO 8601 becomes, before anything is painted, what people read.
// The same function writes those of a page that the program drew, so there is one way to write a date.

/** Where this browser lacks a locale: in a language of ours, not in the machine's. */
const LAST = 'en-GB';

/** How far away something is, such as "2 minutes ago", in the words of a language. */
export function away(language, count, unit) {
  return new Intl.RelativeTimeFormat([language, LAST], { numeric: 'auto' }).format(count, unit);
}

function distance(day, zone, language) {
  // Swedish dates are ISO 8601.
  const today = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }).format();
  const days = (day - new Date(today)) / 864e5;
  // Far away, days mean little.
  const near = Math.abs(days) < 60;
  return away(language, near ? days : Math.trunc(days / 30), near ? 'day' : 'month');
}

/** Writes every date below a node. What stands in its place does not matter: others may have wrapped or changed it. */
export function write(root) {
  for (const slot of root.querySelectorAll('[data-day]')) {
    const time = slot.closest('time');
    try {
      const day = new Date(time.getAttribute('datetime'));
      const style = slot.dataset.day;
      const options = style === 'weekday' ? { weekday: 'long' } : { dateStyle: 'long' };
      slot.textContent =
        style === 'distance'
          ? distance(day, time.dataset.zone, time.lang)
          : new Intl.DateTimeFormat([time.lang, LAST], { ...options, timeZone: 'UTC' }).format(day);
    } catch {
      // A zone that this browser does not know, or no `Intl` to speak of: the ISO date stays.
    }
  }
}
