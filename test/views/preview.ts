/**
 * Serves every page with sample props, so that one can look at them:
 * `node --import tsx test/views/preview.ts [port]`, then open the printed address.
 */
import express from 'express';
import { fileURLToPath } from 'node:url';
import type { AddressInfo } from 'node:net';
import type { Chrome } from '../../views/layout.ts';
import { sampleRequest } from './samples/requests.ts';
import { samplePages } from './samples/pages.ts';

// The policy in force, so that what the preview shows is what the portal may show.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

const pages = samplePages((friendly) => friendly);
const app = express();

app.use((_req, res, next) => {
  res.set('Content-Security-Policy', policy);
  next();
});
app.use('/assets/v1', express.static(folder('../../views/assets')));
app.use('/assets/v1', express.static(folder('../../node_modules/bootstrap/dist/css')));

app.get('/', (_req, res) => {
  const links = Object.keys(pages).map((name) => `<li><a href="/${name}">${name}</a></li>`);
  res.type('html').send(`<!doctype html><title>Preview</title><ul>${links.join('')}</ul>`);
});
app.get('/requests/r-5f1c/status', (_req, res) => {
  res.json(laterMessage());
});
app.get('/requests/r-5f1c/events', (_req, res) => {
  res.type('text/event-stream');
  setTimeout(() => res.write(`data: ${JSON.stringify(laterMessage())}\n\n`), 1500);
});
app.post('/linodes/create', (_req, res) => {
  res.type('html').send(String(pages['create-linode-notice']?.()));
});
app.get('/:name', (req, res) => {
  const page = pages[req.params.name];
  if (page) res.type('html').send(String(page(themeOf(req.query.theme))));
  else res.sendStatus(404);
});

const server = app.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  // A TCP server's address is never the string that a pipe's would be.
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}/`);
});

function folder(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

function themeOf(value: unknown): Chrome['theme'] {
  return value === 'light' || value === 'dark' ? value : 'system';
}

function laterMessage() {
  const { live } = sampleRequest((friendly) => friendly);
  const at = new Date().toISOString();
  const steps = live.steps?.map(({ name }) => ({ name, state: 'done', at }));
  return {
    ...live,
    steps,
    state: 'running',
    word: 'Running',
    percent: 100,
    checkedAt: at,
    final: true,
  };
}
