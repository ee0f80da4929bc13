// A list of posts: "More posts", and new ones.

import { articleOf, counted, fromTemplate, merge, root, send } from './circle.js';
import { whenThereIsNews } from './live.js';

const article = (post) => {
  const { article, part } = fromTemplate('post', {
    id: Number(post.id),
    author: post.author?.name,
    text: post.body_plain_text,
    date: post.created_at,
  });
  part('space').textContent = post.space?.name ?? '';
  part('title').textContent = post.display_title ?? '';
  part('title').href = `${root}/community/post/${Number(post.space?.id)}/${Number(post.id)}`;
  part('likes').textContent = counted(post.user_likes_count ?? 0, 'like');
  part('comments').textContent = counted(post.comment_count ?? 0, 'comment');
  return article;
};

const list = document.getElementById('posts');

const announce = (posts) => {
  document.getElementById('added').textContent = `${counted(posts.length, 'post')} added`;
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
    // The end of the last page is the beginning of this one, if there are new posts.
    const posts = (feed.records ?? []).filter((post) => !articleOf(list, post.id)).map(article);
    list.append(...posts);
    announce(posts);
    more.dataset.page = Number(page) + 1;
    more.href = more.href.replace(/page=\d+/, `page=${Number(page) + 1}`);
    more.hidden = !feed.has_next_page;
    posts[0]?.querySelector('a').focus({ preventScroll: true });
  }
  more.ariaBusy = 'false';
});

// New posts are inserted where the selected order has them.

if (list?.dataset.live) {
  whenThereIsNews(async () => {
    const response = await send(list.dataset.live);
    const added = response ? merge(list, ((await response.json()).records ?? []).map(article)) : [];
    if (added.length) {
      announce(added);
    }
  });
}
