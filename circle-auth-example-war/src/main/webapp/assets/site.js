// What the pages do with scripts. Without them, links and forms do the same, and a reload shows what is new.

import { isSignedOut, retryAfter, root, send, unavailable } from './circle.js';
import './live.js';
import './feed.js';
import './post.js';
import './chat.js';
import './token.js';

// A page that could not be read from Circle tries again, at increasing intervals, and reloads when Circle responds. The intervals
// increase across reloads too, since the page's own requests may still fail. A page that shows a text of the user is not
// reloaded, since the text would be lost.

const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 300_000;
const tries = Number(sessionStorage.getItem('tries') ?? 0);
let interval = FIRST_RETRY;
let reloading = false;

const reload = () => {
  reloading = true;
  sessionStorage.setItem('tries', String(tries + 1));
  setTimeout(() => location.replace(location.href), tries && Math.min(FIRST_RETRY * 2 ** tries, LONGEST_RETRY));
};

const retry = async () => {
  if (document.visibilityState === 'visible' && !reloading && !isSignedOut()
      && (await send(`${root}/circle/notifications/new_notifications_count`)) && !unavailable.querySelector('blockquote')) {
    reload();
  }
};

const retryRepeatedly = async () => {
  await retry();
  if (!isSignedOut()) {
    setTimeout(retryRepeatedly, Math.max(interval, retryAfter));
    interval = Math.min(2 * interval, LONGEST_RETRY);
  }
};

if (unavailable) {
  retryRepeatedly();
  document.addEventListener('visibilitychange', retry);
} else {
  sessionStorage.removeItem('tries');
}
