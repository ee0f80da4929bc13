// A post: the like button, and new comments.

import { counted, fromTemplate, merge, send } from './circle.js';
import { whenThereIsNews } from './live.js';

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

const list = document.getElementById('comment-list');

const article = (comment) => fromTemplate('comment', {
  id: Number(comment.id),
  author: comment.author?.name,
  text: comment.body_text,
  date: comment.created_at,
}).article;

if (list) {
  whenThereIsNews(async () => {
    const response = await send(list.dataset.live);
    if (response) {
      merge(list, ((await response.json()).records ?? []).map(article));
      document.querySelector('[data-comments]').textContent = counted(list.querySelectorAll('article').length, 'comment');
    }
  });
}
