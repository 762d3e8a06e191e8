import { showLive } from './live-show.js';

const root = document.querySelector('[data-events]');
const waits = [2, 3, 5, 8, 15];
let over = !root;
let errors = 0;
let source;
let timer;

function show(message) {
  showLive(root, message);
  if (message.final) over = true;
  if (over) stop();
}

function stop() {
  source?.close();
  clearTimeout(timer);
}

function listen() {
  source = new EventSource(root.dataset.events);
  source.addEventListener('message', ({ data }) => {
    errors = 0;
    show(JSON.parse(data));
  });
  // A stream that was refused stays closed and reports but once.
  source.addEventListener('error', () => {
    errors += 1;
    if (errors < 2 && source.readyState !== EventSource.CLOSED) return;
    source.close();
    timer = setTimeout(poll, waits[0] * 1000, 1);
  });
}

async function poll(tries) {
  await check();
  const wait = waits[Math.min(tries, waits.length - 1)];
  if (!over && !document.hidden) timer = setTimeout(poll, wait * 1000, tries + 1);
}

async function check() {
  try {
    const answer = await fetch(root.dataset.status, { headers: { accept: 'application/json' } });
    if (answer.ok) show(await answer.json());
    // Signed out, or gone: asking again would not change it.
    else over = [401, 403, 404].includes(answer.status);
  } catch {
    // Offline for a moment: the next try comes by itself.
  }
}

async function resume() {
  errors = 0;
  await check();
  if (!over && !document.hidden) listen();
}

if (!over) {
  listen();
  document.addEventListener('visibilitychange', () => {
    stop();
    if (!over && !document.hidden) void resume();
  });
}
