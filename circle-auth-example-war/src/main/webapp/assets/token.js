// Keeps the token panel up to date. Like any request of the session, a poll starts a renewal if one is due, and keeps the
// session alive while the page is visible. It is no request to Circle.
const POLL_INTERVAL = 10_000;
const panel = document.getElementById('token');

if (panel) {
  const field = (name) => panel.querySelector(`[data-field="${name}"]`);
  const life = field('life');
  let renewals = Number(panel.dataset.renewals);
  let expiresAt = Date.parse(panel.dataset.expiresAt);
  // By how many milliseconds the browser's clock is ahead of the server's.
  let clockAhead = 0;

  const tick = () => {
    const left = Number.isNaN(expiresAt) ? 0 : Math.max(0, (expiresAt - Date.now() + clockAhead) / 1000);
    field('left').textContent = String(Math.floor(left));
    life.max = Math.max(life.max, left);
    life.value = left;
  };

  const addEvent = (count, date) => {
    const item = document.createElement('li');
    item.textContent = `${date.toLocaleTimeString()}: renewal ${count}`;
    field('events').prepend(item);
    while (field('events').children.length > 4) {
      field('events').lastChild.remove();
    }
  };

  const show = (state, token) => {
    panel.dataset.state = state;
    field('state').textContent = state;
    expiresAt = token ? Date.parse(token.expiresAt) : NaN;
    if (token && token.renewals !== renewals) {
      renewals = token.renewals;
      field('renewals').textContent = String(renewals);
      life.max = 1;
      addEvent(renewals, new Date());
    }
    tick();
  };

  /** Returns false when the session has ended. */
  const poll = async () => {
    if (document.visibilityState === 'hidden') {
      return true;
    }
    const response = await fetch(panel.dataset.source, { headers: { Accept: 'application/json' } });
    clockAhead = Date.now() - Date.parse(response.headers.get('Date') || new Date().toUTCString());
    // The header has whole seconds.
    clockAhead = Math.abs(clockAhead) < 2000 ? 0 : clockAhead;
    if (response.status === 401) {
      show('ENDED', null);
      return false;
    }
    const me = await response.json();
    show(me.token ? me.token.state : 'ABSENT', me.token);
    return true;
  };

  const pollRepeatedly = async () => {
    let signedIn = true;
    try {
      signedIn = await poll();
    } catch (unavailable) {
      // The server can't be reached, or restarts: the panel counts down, and the next poll may succeed.
    }
    if (signedIn) {
      setTimeout(pollRepeatedly, POLL_INTERVAL);
    }
  };

  setInterval(tick, 250);
  pollRepeatedly();
}
