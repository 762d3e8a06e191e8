const stepWords = { done: 'Done', now: 'Now', waiting: 'Waiting', failed: 'Failed' };

/** Writes one LiveMessage (views/live.ts) into the page: text and attributes, nothing else. */
export function showLive(root, message) {
  const find = (name) => root.querySelector(name);
  const tag = find('[data-live="word"] .tag');
  tag.dataset.state = message.state;
  // The tag lies in a status region, so the same word is not written, and not announced, twice.
  if (tag.textContent.trim() !== message.word) tag.textContent = message.word;
  showTime(find('[data-live="checked"] time'), message.checkedAt);
  showProgress(find('progress'), message);
  message.steps?.forEach((step, index) => showStep(root.querySelectorAll('li')[index], step));
  const states = message.final ? [message.state, 'final'] : [message.state];
  for (const one of document.querySelectorAll('[data-when]'))
    one.hidden = !one.dataset.when.split(' ').some((state) => states.includes(state));
}

function showProgress(bar, { percent, final }) {
  if (!bar) return;
  bar.hidden = final;
  if (percent === null) bar.removeAttribute('value');
  else bar.value = percent;
}

function showStep(item, { name, state, at }) {
  if (!item) return;
  item.dataset.state = state;
  item.querySelector('.step-name').textContent = name;
  item.querySelector('[data-live="step"]').textContent = stepWords[state];
  if (at) showTime(item.querySelector('time'), at);
}

function showTime(element, iso) {
  element.dateTime = iso;
  element.textContent = `${new Date(iso).toUTCString().slice(17, 25)} UTC`;
}
