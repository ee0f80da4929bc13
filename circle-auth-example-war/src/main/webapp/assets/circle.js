// Requests to Circle's Member API, through the proxy at /circle, and how its records become parts of the page.

export const root = document.body.dataset.root;
const signedOut = document.getElementById('signed-out');
const unreachable = document.getElementById('unreachable');
export const unavailable = document.querySelector('[data-unavailable]');

/** For how many milliseconds Circle wants no further request, after a failure. */
export let retryAfter = 0;

export const isSignedOut = () => !signedOut.hidden;

export const showSignedOut = () => {
  signedOut.hidden = false;
  unreachable.hidden = true;
};

/** Sends a request to Circle as the member. Returns a successful response, or null; the page then shows the failure. */
export const send = async (path, method = 'GET') => {
  let response = null;
  try {
    response = await fetch(path, { method, headers: { Accept: 'application/json', 'X-Circle-Auth': 'page' } });
  } catch (noNetwork) {
    // Shown like an unavailable Circle.
  }
  retryAfter = 1000 * Number(response?.headers.get('Retry-After') ?? 0);
  if (response && response.status === 401 && (await reasonOf(response)) === 'not-signed-in') {
    showSignedOut();
    return null;
  }
  unreachable.hidden = Boolean(response && response.status < 500 && response.status !== 429) || Boolean(unavailable);
  return response && response.ok ? response : null;
};

const reasonOf = async (response) => {
  try {
    return (await response.json()).reason;
  } catch (noJson) {
    return null;
  }
};

export const counted = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`;

const initials = (name) => name.trim().split(/\s+/).filter(Boolean).slice(0, 2)
  .map((word) => [...word][0].toUpperCase()).join('');

const colour = (name) => {
  let hash = 0;
  for (let i = 0; i < name.length; i++) {
    hash = (Math.imul(31, hash) + name.charCodeAt(i)) | 0;
  }
  return ((hash % 5) + 5) % 5;
};

const age = (iso) => {
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60000);
  if (!(minutes >= 1)) {
    return 'just now';
  }
  if (minutes < 60) {
    return `${counted(minutes, 'minute')} ago`;
  }
  const hours = Math.floor(minutes / 60);
  return `${hours < 24 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day')} ago`;
};

/**
 * Returns a new article from the page's template of that name, and a function that finds its parts. Members' texts are
 * inserted as text, never as markup.
 */
export const fromTemplate = (template, { id, author, text, date }) => {
  const article = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const part = (name) => article.querySelector(`[data-part="${name}"]`);
  article.dataset.id = String(id);
  part('avatar').textContent = initials(author ?? '');
  part('avatar').className = `avatar colour-${colour(author ?? '')}`;
  part('author').textContent = author ?? '';
  part('age').textContent = age(date);
  part('age').dateTime = date ?? '';
  part('text').textContent = text ?? '';
  return { article, part };
};

/** Returns the article of a record in a list, or null. */
export const articleOf = (list, id) => list.querySelector(`[data-id="${Number(id)}"]`);

/** Gives a shown article the texts of a newer one of the same record. */
export const update = (shown, newer) => {
  for (const part of newer.querySelectorAll('[data-part]')) {
    const old = shown.querySelector(`[data-part="${part.dataset.part}"]`);
    old.hidden = part.hidden;
    if (old.textContent !== part.textContent) {
      old.textContent = part.textContent;
    }
  }
};

/** Puts articles into a list: new ones beside their neighbours; shown ones are updated. Returns the new ones. */
export const merge = (list, articles) => {
  const added = [];
  let previous = null;
  for (const article of articles) {
    const shown = articleOf(list, article.dataset.id);
    if (shown) {
      update(shown, article);
    } else {
      added.push(article);
      previous ? previous.after(article) : list.prepend(article);
    }
    previous = shown ?? article;
  }
  return added;
};
