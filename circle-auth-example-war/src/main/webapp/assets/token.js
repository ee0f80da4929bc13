// Keeps the token panel up to date: counts down, and asks the server when the token that it shows has expired, or when the user
// comes back to the tab. That is no request to Circle.
const panel = document.getElementById('token');

if (panel) {
  const field = (name) => panel.querySelector(`[data-field="${name}"]`);
  const life = field('life');
  let renewals = Number(panel.dataset.renewals);
  let expiresAt = Date.parse(panel.dataset.expiresAt);
  // The seconds that the panel shows.
  let shown = 0;
  // By how many milliseconds the browser's clock is ahead of the server's.
  let clockAhead = 0;

  const secondsLeft = () => (Number.isNaN(expiresAt) ? 0 : Math.max(0, (expiresAt - Date.now() + clockAhead) / 1000));

  const showTime = (left) => {
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
    shown = secondsLeft();
    showTime(shown);
  };

  const ask = async () => {
    const response = await fetch(panel.dataset.source, { headers: { Accept: 'application/json' } });
    clockAhead = Date.now() - Date.parse(response.headers.get('Date') || new Date().toUTCString());
    // The header has whole seconds.
    clockAhead = Math.abs(clockAhead) < 2000 ? 0 : clockAhead;
    if (response.status === 401) {
      show('ENDED', null);
      return;
    }
    const me = await response.json();
    show(me.token ? me.token.state : 'ABSENT', me.token);
  };

  // Once for each token; a tab that nobody sees asks when it is seen.
  let isDue = true;

  const askIfDue = async () => {
    if (isDue && document.visibilityState === 'visible') {
      isDue = false;
      try {
        await ask();
      } catch (unavailable) {
        // The server can't be reached, or restarts: the panel shows what it last knew.
      }
    }
  };

  const tick = () => {
    const left = secondsLeft();
    isDue ||= left === 0 && shown > 0;
    shown = left;
    showTime(left);
    askIfDue();
  };

  setInterval(tick, 250);
  document.addEventListener('visibilitychange', () => {
    isDue = true;
    askIfDue();
  });
}
