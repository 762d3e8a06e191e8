/** A form as a browser would send it untouched. */
export interface PageForm {
  readonly method: 'get' | 'post';
  /** As it stands in the page. */
  readonly action: string;
  /** Its named fields with their values; a field that is not ticked or chosen has none. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Every name that a field of it has. */
  readonly names: readonly string[];
  /** The words on its buttons. */
  readonly buttons: readonly string[];
}

type Attributes = ReadonlyMap<string, string>;

/** Every form of a page, by reading its HTML. */
export function formsIn(page: string): readonly PageForm[] {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, head = '', inner = '']) => {
      const attributes = attributesIn(head);
      return {
        method: attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
        action: attributes.get('action') ?? '',
        fields: fieldsIn(inner),
        names: namesIn(inner),
        buttons: [...inner.matchAll(/<button\b[^>]*>([\s\S]*?)<\/button>/gi)].map(
          ([, words = '']) => textOf(words),
        ),
      };
    },
  );
}

/** The addresses that a page links to, as they stand in it. */
export function linksIn(page: string): readonly string[] {
  return [...page.matchAll(/<a\b([^>]*)>/gi)]
    .map(([, head = '']) => attributesIn(head).get('href'))
    .filter((href) => href !== undefined);
}

/** Where a page sends its reader by itself, or null. */
export function refreshIn(page: string): string | null {
  const metas = [...page.matchAll(/<meta\b([^>]*)>/gi)].map(([, head = '']) => attributesIn(head));
  const refresh = metas.find((meta) => meta.get('http-equiv')?.toLowerCase() === 'refresh');
  return /^\s*\d+\s*;\s*url=(.*)$/is.exec(refresh?.get('content') ?? '')?.[1] ?? null;
}

export function textOf(html: string): string {
  return decoded(html.replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function namesIn(html: string): readonly string[] {
  const heads = [...html.matchAll(/<(?:input|select|textarea)\b([^>]*)>/gi)];
  const names = heads.map(([, head = '']) => attributesIn(head).get('name') ?? '');
  return [...new Set(names.filter((name) => name !== ''))];
}

function fieldsIn(html: string): Record<string, readonly string[]> {
  const fields: Record<string, string[]> = {};
  const add = (name: string | undefined, value: string) => {
    if (name !== undefined && name !== '') (fields[name] ??= []).push(value);
  };
  for (const [, head = ''] of html.matchAll(/<input\b([^>]*)>/gi)) {
    const input = attributesIn(head);
    const isBox = ['checkbox', 'radio'].includes(input.get('type') ?? 'text');
    if (!isBox || input.has('checked')) add(input.get('name'), input.get('value') ?? '');
  }
  for (const [, head = '', text = ''] of html.matchAll(
    /<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi,
  ))
    // Of a text area the first line's end is not part of the value.
    add(attributesIn(head).get('name'), decoded(text.replace(/^\r?\n/, '')));
  for (const [, head = '', inner = ''] of html.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi))
    add(attributesIn(head).get('name'), chosenIn(inner));
  return fields;
}

/** A list's first option counts as chosen where none is said to be. */
function chosenIn(html: string): string {
  const options = [...html.matchAll(/<option\b([^>]*)>/gi)].map(([, head = '']) =>
    attributesIn(head),
  );
  const chosen = options.find((option) => option.has('selected')) ?? options[0];
  return chosen?.get('value') ?? '';
}

function attributesIn(head: string): Attributes {
  const pairs = head.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return new Map(
    [...pairs].map(([, name = '', double, single, bare]) => [
      name.toLowerCase(),
      decoded(double ?? single ?? bare ?? ''),
    ]),
  );
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decoded(text: string): string {
  return text.replaceAll(/&(#\w+|\w+);/g, (whole, name: string) => characterOf(name) ?? whole);
}

function characterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  // `#x27` becomes 0x27, which Number reads, too.
  return String.fromCodePoint(Number(name.replace(/^#(?=x)/i, '0').replace('#', '')));
}
