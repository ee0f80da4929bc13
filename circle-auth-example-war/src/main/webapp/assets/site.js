// What lives on the pages: the number of notifications, the like, and more posts. All of it is asked of /circle, this
// site's own way to Circle, and all of it works without this script by a link or a form.

const root = document.body.dataset.root;
const gone = document.getElementById('gone');
const outOfReach = document.getElementById('out-of-reach');
const HOW_OFTEN = 5000;

/** Asks Circle as the member; returns the answer, or null if there is none, which the page then says. */
const ask = async (path, method = 'GET') => {
  let answer = null;
  try {
    answer = await fetch(path, { method, headers: { Accept: 'application/json', 'X-Circle-Auth': 'page' } });
  } catch (noNetwork) {
    // As if Circle were away, which is all that can be seen from here.
  }
  if (answer && answer.status === 401 && (await reasonOf(answer)) === 'not-signed-in') {
    gone.hidden = false;
    outOfReach.hidden = true;
    return null;
  }
  outOfReach.hidden = Boolean(answer && answer.status < 500) || Boolean(document.querySelector('[data-away]'));
  return answer && answer.ok ? answer : null;
};

const reasonOf = async (answer) => {
  try {
    return (await answer.json()).reason;
  } catch (noJson) {
    return null;
  }
};

// The number of notifications; on its way it notices that Circle is back, or that nobody is signed in any more.

const badge = document.querySelector('[data-badge]');

// The page comes back when Circle does: less and less often, since what failed may be another thing than what is asked for
// here; and never while it shows words that would be lost.
const comeBack = () => {
  const tries = Number(sessionStorage.getItem('tries') ?? 0);
  if (!coming && !document.querySelector('[data-away] blockquote')) {
    coming = true;
    sessionStorage.setItem('tries', String(tries + 1));
    setTimeout(() => location.replace(location.href), tries && Math.min(HOW_OFTEN * 2 ** tries, 300_000));
  }
};

let coming = false;
if (!document.querySelector('[data-away]')) {
  sessionStorage.removeItem('tries');
}

const look = async () => {
  if (document.visibilityState === 'visible') {
    const answer = await ask(`${root}/circle/notifications/new_notifications_count`);
    if (answer && document.querySelector('[data-away]')) {
      comeBack();
      return;
    }
    if (answer) {
      const count = (await answer.json()).new_notifications_count ?? 0;
      badge.querySelector('[data-count]').textContent = String(count);
      badge.hidden = !count;
    }
  }
};

const watch = async () => {
  try {
    await look();
  } catch (brokenOff) {
    // The answer was not whole; the next one may be.
  }
  if (gone.hidden) {
    setTimeout(watch, HOW_OFTEN);
  }
};

if (badge) {
  watch();
  document.addEventListener('visibilitychange', look);
}

// The like.

const counted = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`;

for (const button of document.querySelectorAll('[data-like]')) {
  button.form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.ariaBusy === 'true') {
      return;
    }
    button.ariaBusy = 'true';
    const liked = button.getAttribute('aria-pressed') === 'true';
    if (await ask(button.dataset.like, liked ? 'DELETE' : 'POST')) {
      const likes = button.form.querySelector('[data-likes]');
      likes.dataset.likes = Number(likes.dataset.likes) + (liked ? -1 : 1);
      likes.textContent = counted(Number(likes.dataset.likes), 'like');
      button.setAttribute('aria-pressed', String(!liked));
      button.value = liked ? 'like' : 'unlike';
    }
    button.ariaBusy = 'false';
  });
}

// More posts. What members wrote becomes text, never markup.

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
  const made = document.getElementById('post').content.cloneNode(true);
  const part = (name) => made.querySelector(`[data-part="${name}"]`);
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
  return made;
};

const more = document.querySelector('[data-more]');

more?.addEventListener('click', async (event) => {
  event.preventDefault();
  if (more.ariaBusy === 'true') {
    return;
  }
  more.ariaBusy = 'true';
  const { page, sort } = more.dataset;
  const answer = await ask(`${more.dataset.more}?page=${page}&per_page=10&sort=${sort}`);
  if (answer) {
    const feed = await answer.json();
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
