import type { Answer } from './exchange.ts';
import { linksIn } from './forms.ts';
import type { Visitor } from './visitor.ts';

const MOST = 150;

/**
 * Follows links from the start page, as anybody with a mouse could: one address of each shape, so that
 * of a hundred Linodes one is opened. Files and the way to Linode are left alone.
 */
export async function crawl(visitor: Visitor): Promise<readonly Answer[]> {
  const waiting = ['/'];
  const met = new Set(['/']);
  const answers: Answer[] = [];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const answer = await visitor.get(path);
    answers.push(answer);
    if (answers.length >= MOST) break;
    for (const link of pagesLinked(answer, visitor.place.origin)) {
      const shape = shapeOf(link);
      if (!met.has(shape)) waiting.push(link);
      met.add(shape);
    }
  }
  return answers;
}

function pagesLinked({ path, text, location }: Answer, origin: string): readonly string[] {
  const hrefs = location === null ? linksIn(text) : [location];
  return hrefs
    .filter((href) => URL.canParse(href, origin + path))
    .map((href) => new URL(href, origin + path))
    .filter((url) => url.origin === origin && !isAside(url))
    .map(({ pathname, search }) => pathname + search);
}

function isAside({ pathname, searchParams }: URL): boolean {
  return pathname === '/sign-in' || searchParams.has('format') || pathname.startsWith('/assets/');
}

/** Its path with every id taken out. */
function shapeOf(link: string): string {
  const [path = ''] = link.split('?');
  return path
    .split('/')
    .map((part) => (/\d|%/.test(part) || part.length >= 20 ? ':id' : part))
    .join('/');
}
