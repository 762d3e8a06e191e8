import type { AccessRow } from '../../../views/welcome.ts';
import type { Text } from './chrome.ts';

export function sampleAccess(text: Text): readonly AccessRow[] {
  return [
    {
      scope: 'account:read_only',
      words: text('See the account'),
      why: text('To show who you are and what your user may do.'),
      without: text('Nobody can sign in.'),
    },
    {
      scope: text('linodes:read_only'),
      words: text('See Linodes'),
      why: text('To list the Linodes of the account and follow their state.'),
      without: text('The list stays empty.'),
    },
    {
      scope: 'linodes:read_write',
      words: text('Change Linodes'),
      why: text('Asked only when you create, power or reboot one.'),
      without: text('You can look, not change.'),
    },
  ];
}
