// What arrives by itself: Circle's events, which the server relays to this page at /circle-live.

import { createConsumer } from './actioncable.esm.js';
import { isSignedOut, root, send, showSignedOut, unavailable } from './circle.js';

export const member = Number(document.body.dataset.member);
const state = document.getElementById('live');
const cable = member && 'WebSocket' in window ? createConsumer(`${root}/circle-live`) : null;

/** Circle does not document where in a message the event's name and content are. */
const eventOf = (message) => {
  const content = message.data ?? message;
  return { ...content, name: message.event ?? message.type, message: content.message ?? content };
};

/** The server wants this page to stay away. A request tells whether the session has ended; it is no request to Circle. */
const askWhetherSignedOut = async () => {
  try {
    const response = await fetch(`${root}/api/me`, { headers: { Accept: 'application/json' } });
    if (response.status === 401) {
      showSignedOut();
    }
  } catch (noNetwork) {
    // The next page tells.
  }
};

/**
 * Subscribes to one of Circle's channels.
 *
 * @param channel the channel's name, and parameters
 * @param received called with each event
 * @param connected called when events begin to arrive; with true if they did before, and the page may have missed some
 */
export const subscribe = (channel, { received, connected = () => {}, disconnected = () => {} }) => {
  let again = false;
  cable?.subscriptions.create(channel, {
    connected() {
      connected(again);
      again = true;
    },
    disconnected,
    received: (message) => received(eventOf(message)),
  });
};

/** Whether events arrive. */
export const isLive = () => Boolean(cable?.connection.isOpen());

/** Subscribes to a channel of the member's own. */
export const subscribeAsMember = (channel, callbacks) =>
  subscribe({ channel, community_member_id: member }, callbacks);

// Circle has no channel for posts and comments, but notifies members of them. The parts of the page that show some are then
// read again: not in a tab that nobody sees, and not by all pages at once, since one post can be news to all members.

const SPREAD = 2_000;
const tasks = [];
let isDue = false;

/** Calls a function when there may be something new in the community. */
export const whenThereIsNews = (task) => tasks.push(task);

const tellNews = () => {
  if (!isDue) {
    isDue = true;
    setTimeout(runTasks, SPREAD * Math.random());
  }
};

const runTasks = () => {
  if (isDue && document.visibilityState === 'visible') {
    isDue = false;
    tasks.forEach((task) => task());
  }
};

document.addEventListener('visibilitychange', runTasks);

// The number of new notifications.

const badge = document.querySelector('[data-badge]');

const showCount = (count) => {
  badge.querySelector('[data-count]').textContent = String(count);
  badge.hidden = !count;
};

const readCount = async () => {
  const response = await send(`${root}/circle/notifications/new_notifications_count`);
  if (response) {
    showCount((await response.json()).new_notifications_count ?? 0);
  }
};

const catchUp = () => {
  readCount();
  tellNews();
};

subscribeAsMember('NotificationChannel', {
  received(event) {
    if (Number.isInteger(event.new_notifications_count)) {
      showCount(event.new_notifications_count);
    }
    if (event.name === 'newNotification') {
      tellNews();
    }
  },
  connected(again) {
    state.textContent = 'This page is live: what is new appears by itself.';
    if (again) {
      catchUp();
    }
  },
  disconnected({ willAttemptReconnect }) {
    state.textContent = 'This page is not live at the moment. Reload it to see what is new.';
    if (!willAttemptReconnect) {
      askWhetherSignedOut();
    }
  },
});

// Where the page is not live, it asks when the user comes back to the tab.

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && badge && !isLive() && !isSignedOut() && !unavailable) {
    catchUp();
  }
});
