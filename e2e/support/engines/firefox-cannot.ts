// What does not run in Firefox, and why: each is something that Playwright cannot do there, or a sentence of Chromium's own. A
// test that fails in Firefox because of the product does not belong here.

/** Titles of tests by the reason that they do not run. */
const REASONS: Record<string, string[]> = {
  'the stream of events keeps the network from ever being idle': [
    'nothing jumps while a page loads',
    'it loads the size of the screen, and what is seen first',
    'the hero photo comes first and once, in the size of the screen; what is far below waits',
  ],
  'downloads are not told to Playwright': [
    'an admin downloads everything, for spreadsheets and for programs',
    'a download that fails says so, and the next one works',
  ],
  'scripts cannot be switched off': [
    'the page is read without JavaScript',
    'who switched scripts off has a page that reads itself again',
  ],
  'a request with a file cannot be sent on by a route': [
    'several files at once, each with its own progress and its own error',
    'an upload that breaks is sent again by a press, and is one photo',
  ],
  'a route is not told the body of a request that it sends on': ['drops', 'weakens', 'replaces'].map(
    (what) => `a proxy that ${what} entity tags hinders no save, and the second is told`,
  ),
  'a stream of events is not told as one': ['no list blocks what the pages ask for, on any host'],
  'what comes out of memory is told as if it was asked for': [
    'pictures are not loaded again, and focus, opened details and the part in sight stay',
  ],
  'files that a script made are not dropped or pasted': [
    'files are dropped on the gallery or pasted anywhere but into a field',
    'photos of other kinds are chosen, dropped and pasted as any photo is',
  ],
  'media cannot be emulated': ['on paper it is black on white, without what can only be clicked'],
  'without a screen, what Playwright scrolled into view comes back after a script scrolled elsewhere': [
    'a photo has its place and its colours before it comes, and words when it does not',
  ],
  "the address of an error page is Chromium's": ['no other page can show ours in a frame'],
};

/** What needs fingers, which Firefox does not have here. */
const BY_TOUCH = [
  'fingers swipe it, and may pinch it',
  'pick, look closer, order, save, and see it behind the same URL',
  'photos are put in order by keys, by single presses and by dragging',
];

/** Matches those titles. */
export const FIREFOX_CANNOT = matching(Object.values(REASONS).flat());

/** Matches those titles, and what a phone is asked for besides. */
export const FIREFOX_PHONE_CANNOT = matching([...Object.values(REASONS).flat(), ...BY_TOUCH]);

function matching(titles: string[]): RegExp {
  return new RegExp(titles.map((title) => `${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`).join('|'));
}
