// Writes dates as the locale does, before anything is painted: what `web::format` writes once the program is here.
for (const slot of document.querySelectorAll('[data-day]')) {
  const time = slot.closest('time');
  const day = new Date(time.dateTime);
  const style = slot.dataset.day;
  try {
    let text;
    if (style === 'distance') {
      const today = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: time.dataset.zone }).format();
      const days = (day - new Date(today)) / 864e5;
      const near = Math.abs(days) < 60;
      const words = new Intl.RelativeTimeFormat([time.lang, 'en-GB'], { numeric: 'auto' });
      text = words.format(near ? days : Math.trunc(days / 30), near ? 'day' : 'month');
    } else {
      const options = style === 'long' ? { dateStyle: 'long' } : { weekday: 'long' };
      // Where this browser lacks the locale: in a language of ours, not in the machine's.
      text = new Intl.DateTimeFormat([time.lang, 'en-GB'], { ...options, timeZone: 'UTC' }).format(day);
    }
    slot.firstChild.data = text;
  } catch {
    // A locale or a zone that this browser does not know: the ISO date stays.
  }
}
// A picture that does not come before the program is here: what `web::public::lightbox` does afterwards.
addEventListener(
  'error',
  ({ target }) => {
    if (target.className === 'shot__picture') target.hidden = true;
  },
  true,
);
