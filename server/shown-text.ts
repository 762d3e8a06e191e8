/** Longer than any name at Linode or Scaleway; an answer may hold megabytes in one. */
const MAX_TEXT = 300;

/** Marks that turn what stands after a text around, and characters that no text is made of. */
const NEVER_SHOWN = /[\u202A-\u202E\u2066-\u2069]|(?![\t\n\r])\p{Cc}/gu;

/** A text of somebody else's as far as a page can show it, and with no say over what stands beside it. */
export function shownText(value: string, length = MAX_TEXT): string {
  const cut = value.length > length ? `${value.slice(0, length)}…` : value;
  return cut.replaceAll(NEVER_SHOWN, '\uFFFD');
}
