import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { isSignatureGood } from '../server/audit/signing.ts';
import { verifyLinks } from '../server/audit/verify.ts';

/* Checks a log that was exported as JSON, offline: npm run audit:verify -- FILE [--head HASH] */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { head: { type: 'string' } },
});

const signedHead = z.object({
  seq: z.number(),
  hash: z.string(),
  at: z.string(),
  signature: z.string(),
  publicKey: z.string(),
});

const extract = z.object({
  start: z.string(),
  head: z.string(),
  signedHead: signedHead.optional(),
  links: z.array(z.object({ hash: z.string(), entry: z.looseObject({}).optional() })),
});

const problems = await check(positionals[0]);
for (const problem of problems) console.error(`NOT INTACT: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function check(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return ['name the exported file: npm run audit:verify -- FILE'];
  const {
    start,
    head,
    links,
    signedHead: signed,
  } = extract.parse(JSON.parse(await readFile(file, 'utf8')));
  const verdict = verifyLinks(links, start);
  if (!verdict.intact) return [`link ${verdict.at + 1}: ${verdict.reason}`];
  const found = [];
  if (verdict.head !== head) found.push('the last link is not the head that the file names');
  if (values.head !== undefined && values.head !== head)
    found.push('the head is not the one given');
  if (signed !== undefined && !isSignatureGood(signed))
    found.push('the head’s signature does not hold');
  if (found.length === 0)
    console.log(`intact: ${verdict.entries} entries of ${links.length} links, head ${head}`);
  if (signed === undefined) console.log('the file has no signed head');
  return found;
}
