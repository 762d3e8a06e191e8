/** `linode_reboot` of a Linode is a reboot; what is unknown reads as words, too. */
export function actInWords(action: string, entity: string): string {
  const act = action.startsWith(`${entity}_`) ? action.slice(entity.length + 1) : action;
  const words = act.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
