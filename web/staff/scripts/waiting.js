// Photos that wait on this device until the server has them, each with whoever chose it: also after the page was closed.

const DATABASE = 'importops-photos';
const PHOTOS = 'photos';
const BY_OWNER = 'owner';

/** Keeps a photo, or what is known of it by now. */
export async function keep(photo) {
  await run('readwrite', (photos) => photos.put(photo));
}

/** The photos that somebody chose, in the order of the choice. */
export async function kept(owner) {
  const photos = await run('readonly', (photos) => photos.index(BY_OWNER).getAll(owner));
  return photos.sort((one, other) => one.order - other.order);
}

/** Forgets one photo. */
export async function forget(id) {
  await run('readwrite', (photos) => photos.delete(id));
}

/** How many photos wait: those of one member, or all of them. */
export function count(owner) {
  return run('readonly', (photos) => (owner === undefined ? photos.count() : photos.index(BY_OWNER).count(owner)));
}

/** Forgets all that somebody chose. */
export async function clear(owner) {
  const ids = await run('readonly', (photos) => photos.index(BY_OWNER).getAllKeys(owner));
  await run('readwrite', (photos) => {
    ids.forEach((id) => {
      photos.delete(id);
    });
  });
}

/**
 * Takes charge of a photo for this tab, until the answer is called or the tab is gone; null where another tab has it. Where the browser has no
 * locks, two tabs may send the same photo: its key makes one of it.
 */
export function claim(id) {
  if (navigator.locks === undefined) {
    return Promise.resolve(() => {});
  }
  return new Promise((answer) => {
    const hold = (lock) => (lock === null ? answer(null) : new Promise((release) => answer(release)));
    navigator.locks.request(`importops-photo-${id}`, { ifAvailable: true }, hold).catch(() => answer(null));
  });
}

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(PHOTOS, { keyPath: 'id' }).createIndex(BY_OWNER, 'owner');
    };
    request.onsuccess = () => {
      // Another version of the app may need another form of it, and Safari closes it under pages that sleep.
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = undefined);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

/** What a request answers, once its transaction is through. */
async function run(mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(PHOTOS, mode);
    const request = ask(transaction.objectStore(PHOTOS));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}
