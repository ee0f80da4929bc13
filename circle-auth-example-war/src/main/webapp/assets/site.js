// The dynamic parts of the pages: the number of new notifications, the like button, and "More posts". They use /circle, the
// proxy to Circle's Member API. Without this script, links and forms do the same.

const root = document.body.dataset.root;
const signedOut = document.getElementById('signed-out');
const unreachable = document.getElementById('unreachable');
const unavailable = document.querySelector('[data-unavailable]');
// Each poll is a request to Circle, and Circle limits them. A page that waits for Circle begins with shorter intervals.
const POLL_INTERVAL = 60_000;
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 300_000;
let retryAfter = 0;

/** Sends a request to Circle as the member. Returns a successful response, or null; the page then shows the failure. */
const send = async (path, method = 'GET') => {
  let response = null;
  try {
    response = await fetch(path, { method, headers: { Accept: 'application/json', 'X-Circle-Auth': 'page' } });
  } catch (noNetwork) {
    // Shown like an unavailable Circle.
  }
  retryAfter = 1000 * Number(response?.headers.get('Retry-After') ?? 0);
  if (response && response.status === 401 && (await reasonOf(response)) === 'not-signed-in') {
    signedOut.hidden = false;
    unreachable.hidden = true;
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

// The number of new notifications. Its poll also detects that Circle responds again, and that the user has signed out.

const badge = document.querySelector('[data-badge]');

// Reloads the page when Circle responds again. The intervals increase, since the page's own requests may still fail. A page
// that shows the text of a comment is not reloaded, since the text would be lost.
const reloadPage = () => {
  const tries = Number(sessionStorage.getItem('tries') ?? 0);
  if (!reloading && !unavailable.querySelector('blockquote')) {
    reloading = true;
    sessionStorage.setItem('tries', String(tries + 1));
    setTimeout(() => location.replace(location.href), tries && Math.min(FIRST_RETRY * 2 ** tries, LONGEST_RETRY));
  }
};

let reloading = false;
if (!unavailable) {
  sessionStorage.removeItem('tries');
}

const readCount = async () => {
  const response = await send(`${root}/circle/notifications/new_notifications_count`);
  if (response && unavailable) {
    reloadPage();
  } else if (response) {
    const count = (await response.json()).new_notifications_count ?? 0;
    badge.querySelector('[data-count]').textContent = String(count);
    badge.hidden = !count;
  }
};

/** A tab that nobody sees sends nothing. */
const poll = async () => {
  try {
    if (document.visibilityState === 'visible' && signedOut.hidden && !reloading) {
      await readCount();
    }
  } catch (incomplete) {
    // The response was incomplete; the next one may be complete.
  }
};

let interval = unavailable ? FIRST_RETRY : POLL_INTERVAL;

const pollRepeatedly = async () => {
  await poll();
  if (signedOut.hidden) {
    setTimeout(pollRepeatedly, Math.max(interval, retryAfter));
    interval = unavailable ? Math.min(2 * interval, LONGEST_RETRY) : POLL_INTERVAL;
  }
};

if (badge) {
  pollRepeatedly();
  document.addEventListener('visibilitychange', poll);
}

// The like button.

const counted = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`;

for (const button of document.querySelectorAll('[data-like]')) {
  button.form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.ariaBusy === 'true') {
      return;
    }
    button.ariaBusy = 'true';
    const liked = button.getAttribute('aria-pressed') === 'true';
    if (await send(button.dataset.like, liked ? 'DELETE' : 'POST')) {
      const likes = button.form.querySelector('[data-likes]');
      likes.dataset.likes = Number(likes.dataset.likes) + (liked ? -1 : 1);
      likes.textContent = counted(Number(likes.dataset.likes), 'like');
      button.setAttribute('aria-pressed', String(!liked));
      button.value = liked ? 'like' : 'unlike';
    }
    button.ariaBusy = 'false';
  });
}

// "More posts". Members' texts are inserted as text, never as markup.

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

const article = (post) => {
  const element = document.getElementById('post').content.cloneNode(true);
  const part = (name) => element.querySelector(`[data-part="${name}"]`);
  const author = post.author?.name ?? '';
  part('avatar').textContent = initials(author);
  part('avatar').className = `avatar colour-${colour(author)}`;
  part('author').textContent = author;
  part('space').textContent = post.space?.name ?? '';
  part('age').textContent = age(post.created_at);
  part('age').dateTime = post.created_at ?? '';
  part('title').textContent = post.display_title ?? '';
  part('title').href = `${root}/community/post/${Number(post.space?.id)}/${Number(post.id)}`;
  part('text').textContent = post.body_plain_text ?? '';
  part('likes').textContent = counted(post.user_likes_count ?? 0, 'like');
  part('comments').textContent = counted(post.comment_count ?? 0, 'comment');
  return element;
};

const more = document.querySelector('[data-more]');

more?.addEventListener('click', async (event) => {
  event.preventDefault();
  if (more.ariaBusy === 'true') {
    return;
  }
  more.ariaBusy = 'true';
  const { page, sort } = more.dataset;
  const response = await send(`${more.dataset.more}?page=${page}&per_page=10&sort=${sort}`);
  if (response) {
    const feed = await response.json();
    const posts = (feed.records ?? []).map(article);
    const first = posts[0]?.querySelector('a');
    document.getElementById('posts').append(...posts);
    document.getElementById('added').textContent = `${counted(posts.length, 'post')} added`;
    more.dataset.page = Number(page) + 1;
    more.href = more.href.replace(/page=\d+/, `page=${Number(page) + 1}`);
    more.hidden = !feed.has_next_page;
    first?.focus({ preventScroll: true });
  }
  more.ariaBusy = 'false';
});
