// The chat: messages and unread marks arrive by themselves, and a message is sent without a reload. Where the page is not live,
// the form is sent as usual, and the next page shows the message.

import { articleOf, fromTemplate, merge, root, send, update } from './circle.js';
import { isLive, member, subscribe, subscribeAsMember } from './live.js';

const textOf = (message) => message.body || message.rich_text_body?.circle_ios_fallback_text || '';

// The rooms.

const rooms = document.getElementById('rooms');
const list = document.getElementById('messages');
const here = list?.dataset.live;

const roomOf = (uuid) => [...rooms.children].find((room) => room.dataset.room === uuid);

const mark = (uuid, unread) => {
  const badge = roomOf(uuid)?.querySelector('[data-part="unread"]');
  if (badge) {
    const count = badge.querySelector('[data-count]');
    count.textContent = String(unread(Number(count.textContent)));
    badge.hidden = count.textContent === '0';
  }
};

/** Replaces the list of rooms by that of the page as the server now has it. */
const readRooms = async () => {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  rooms.replaceChildren(...(page.getElementById('rooms') ?? rooms).children);
};

const arrived = (message) => {
  const room = roomOf(message.chat_room_uuid);
  if (!room) {
    readRooms();
    return;
  }
  room.querySelector('[data-part="preview"]').textContent = textOf(message);
  if (message.chat_room_uuid !== here && message.sender?.community_member_id !== member) {
    mark(message.chat_room_uuid, (unread) => unread + 1);
  }
};

if (rooms) {
  subscribeAsMember('ChatRoomChannel', {
    received(event) {
      switch (event.name) {
        case 'newMessage':
          arrived(event.message);
          break;
        case 'chatRoomRead':
          mark(event.chat_room_uuid, () => 0);
          break;
        case 'chatRoomCreated':
        case 'chatRoomUpdated':
        case 'chatRoomDeleted':
          readRooms();
          break;
        default:
          // Pins are not shown.
      }
    },
    connected: (again) => again && readRooms(),
  });
}

// The messages of the room that the page shows.

// Runs until a message that was sent here arrives.
let notYetHere = 0;

const end = list?.querySelector('.none');

const article = (message) => {
  const { article, part } = fromTemplate('message', {
    id: Number(message.id),
    author: message.sender?.name,
    text: textOf(message),
    date: message.sent_at,
  });
  article.classList.toggle('own', message.sender?.community_member_id === member);
  part('edited').hidden = !message.edited_at;
  return article;
};

/** Shows the newest messages. Calls a function that changes the list, and keeps the end in view if it was. */
const atTheEnd = (change) => {
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 50;
  change();
  if (wasAtEnd) {
    list.scrollTop = list.scrollHeight;
  }
};

const show = (message) => {
  const shown = articleOf(list, message.id);
  if (shown) {
    update(shown, article(message));
  } else {
    atTheEnd(() => end.before(article(message)));
  }
};

/** The room is read as soon as somebody sees it. */
const markAsRead = async () => {
  const form = document.getElementById('read');
  if (document.visibilityState === 'visible' && !form.hidden) {
    form.hidden = true;
    mark(here, () => 0);
    await send(`${root}/circle/messages/${here}/mark_all_as_read`, 'POST');
  }
};

/** Reads the newest messages: the page may have missed some, or their changes. */
const readMessages = async () => {
  const response = await send(`${root}/circle/messages/${here}/chat_room_messages?previous_per_page=20&next_per_page=0`);
  if (response) {
    const newest = ((await response.json()).records ?? []).map(article);
    const ids = newest.map((each) => Number(each.dataset.id));
    // A message that arrived since the request was sent stays.
    const isGone = (id) => !ids.includes(id) && id < Math.max(...ids);
    atTheEnd(() => {
      [...list.querySelectorAll('article')].filter((each) => isGone(Number(each.dataset.id))).forEach((each) => each.remove());
      merge(list, newest);
    });
  }
};

const hasArrived = (message) => {
  if (message.sender?.community_member_id === member) {
    clearTimeout(notYetHere);
  } else {
    document.getElementById('read').hidden = false;
    markAsRead();
  }
};

if (here) {
  list.scrollTop = list.scrollHeight;
  markAsRead();
  document.addEventListener('visibilitychange', markAsRead);
  subscribe({ channel: 'Chats::RoomChannel', id: Number(list.dataset.id) }, {
    received(event) {
      switch (event.name) {
        case 'newMessage':
          show(event.message);
          hasArrived(event.message);
          break;
        case 'updatedMessage':
          show(event.message);
          break;
        case 'deletedMessage':
          articleOf(list, event.message.id)?.remove();
          break;
        default:
          // Nothing that the page shows.
      }
    },
    connected: readMessages,
  });
}

// Sending: the message appears when it arrives from Circle, like those of others.

const form = here ? document.getElementById('latest') : null;
const text = form?.querySelector('textarea');
const notSent = document.getElementById('not-sent');

form?.addEventListener('submit', async (event) => {
  if (!isLive()) {
    return;
  }
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  const sent = text.value;
  text.value = '';
  notYetHere = setTimeout(readMessages, 3_000);
  let response = null;
  try {
    response = await fetch(form.getAttribute('action'), { method: 'POST', body: fields, redirect: 'manual' });
  } catch (noNetwork) {
    // Shown like an unavailable Circle.
  }
  // The server redirects when Circle has accepted the message.
  notSent.hidden = response?.type === 'opaqueredirect';
  if (!notSent.hidden) {
    clearTimeout(notYetHere);
    text.value = text.value || sent;
  }
});

text?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button'));
  }
});
