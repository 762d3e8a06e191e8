/** For a check page that was open while its answers changed elsewhere. */
export const CHANGED_SINCE =
  'These answers were changed in another window since you opened this page. Check them and send again.';

/**
 * Nothing is made that was not on the page with the button.
 *
 * @param shown the hidden field that says when what the page showed was drafted
 */
export function isAsShown({ draftedAt }: { readonly draftedAt: number }, shown: string): boolean {
  return shown === '' || shown === String(draftedAt);
}
