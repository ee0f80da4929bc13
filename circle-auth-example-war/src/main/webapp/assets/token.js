// Keeps the token panel up to date. Each question is a request like any other: it has the token renewed when that is
// due, and keeps the session alive as long as the page is being looked at.
const panel = document.getElementById('token');

if (panel) {
  const field = (name) => panel.querySelector(`[data-field="${name}"]`);
  const life = field('life');
  let renewals = Number(panel.dataset.renewals);
  let expiresAt = Date.parse(panel.dataset.expiresAt);
  let clockAhead = 0;

  const tick = () => {
    const left = Number.isNaN(expiresAt) ? 0 : Math.max(0, (expiresAt - Date.now() + clockAhead) / 1000);
    field('left').textContent = String(Math.floor(left));
    life.max = Math.max(life.max, left);
    life.value = left;
  };

  const note = (count, date) => {
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
      note(renewals, new Date());
    }
    tick();
  };

  const ask = async () => {
    if (document.visibilityState === 'hidden') {
      return true;
    }
    const answer = await fetch(panel.dataset.source, { headers: { Accept: 'application/json' } });
    clockAhead = Date.now() - Date.parse(answer.headers.get('Date') || new Date().toUTCString());
    clockAhead = Math.abs(clockAhead) < 2000 ? 0 : clockAhead; // the header tells whole seconds
    if (answer.status === 401) {
      show('ENDED', null);
      return false;
    }
    const me = await answer.json();
    show(me.token ? me.token.state : 'ABSENT', me.token);
    return true;
  };

  const watch = async () => {
    let goOn = true;
    try {
      goOn = await ask();
    } catch (away) {
      // The server is away, or restarting: what is shown runs down, and the next question may be answered.
    }
    if (goOn) {
      setTimeout(watch, 1000);
    }
  };

  setInterval(tick, 250);
  watch();
}
