import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { rowsPage } from './rows-page.mjs';
import { createUpstream } from './upstream-of.mjs';

/*
 * The limit: what cannot be left out. One GET in Redis for the session, one call to Linode, and the
 * answer sent on (/list) or printed as a page of as many rows and bytes as the portal's (/page).
 */
const { PORT, REDIS_URL, API_URL } = process.env;
const redis = new Redis(REDIS_URL, { enableAutoPipelining: true });
const upstream = createUpstream(API_URL);

createServer((req, res) => {
  answer(req, res).catch((error) => res.destroy(error));
}).listen(Number(PORT), '127.0.0.1');

async function answer(req, res) {
  const [, sid] = /session=(\w+)/.exec(req.headers.cookie ?? '') ?? [];
  const session = JSON.parse((await redis.get(`limit:${sid}`)) ?? 'null');
  if (session === null) return void res.writeHead(401).end();
  if (req.url === '/list') return await upstream.pipe(session.token, res);
  const page = rowsPage(await upstream.rows(session.token));
  const length = Buffer.byteLength(page);
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': length });
  res.end(page);
}
