import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { paths } from './paths.ts';

const own = fileURLToPath(new URL('../views/assets/', import.meta.url));
const bootstrap = path.dirname(
  createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.min.css'),
);

/**
 * Stylesheets and islands, under a path that names their contents: a browser keeps them for a year
 * and asks for new ones the moment they change.
 */
export function createAssets(): { version: string; router: Router } {
  const version = hashOf([
    ...readdirSync(own).map((file) => path.join(own, file)),
    path.join(bootstrap, 'bootstrap.min.css'),
  ]);
  const options = { immutable: true, maxAge: '1y', index: false, redirect: false } as const;
  const router = Router();
  const mount = paths.assets.pattern.replace(':version/:file', version);
  router.use(mount, (_req, res, next) => {
    res.removeHeader('Cache-Control');
    next();
  });
  router.use(mount, express.static(own, options));
  router.get(`${mount}/bootstrap.min.css`, (_req, res) => {
    res.sendFile('bootstrap.min.css', { root: bootstrap, immutable: true, maxAge: '1y' });
  });
  return { version, router };
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
