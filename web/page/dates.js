// Dates as the locale writes them: what the server writes as ISO 8601 becomes, before anything is painted, what people read.
// The same function writes those of a page that the program drew, so there is one way to write a date.

/** A locale of which this browser has the data: the tag itself, its language, or English, and never the machine's. */
function known(tag) {
  const languages = [tag, tag.split('-')[0], 'en'];
  return languages.find((language) => {
    try {
      return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0;
    } catch {
      return false;
    }
  });
}

/** How far away something is, such as "2 minutes ago", in the words of the page's language. */
export function away(count, unit, options) {
  return new Intl.RelativeTimeFormat(known(document.documentElement.lang), options).format(count, unit);
}

function distance(day, zone) {
  // Swedish dates are ISO 8601.
  const today = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }).format();
  const days = (day - new Date(today)) / 864e5;
  // Far away, days mean little.
  const near = Math.abs(days) < 60;
  return away(near ? days : Math.trunc(days / 30), near ? 'day' : 'month', { numeric: 'auto' });
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
          ? distance(day, time.dataset.zone)
          : new Intl.DateTimeFormat(known(time.lang), { ...options, timeZone: 'UTC' }).format(day);
    } catch {
      // A zone that this browser does not know, or no `Intl` to speak of: the ISO date stays.
    }
  }
}
