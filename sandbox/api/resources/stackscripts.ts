import { stackScripts, toStackScriptAnswer } from '../../world/stackscript.ts';
import type { Endpoint, SignedCall } from '../endpoint.ts';
import { plainReads } from '../plain-reads.ts';
import { visible } from '../visible.ts';

export const stackScriptEndpoints: readonly Endpoint[] = plainReads({
  path: '/linode/stackscripts',
  scope: 'stackscripts:read_only',
  limit: 'stackscripts',
  filterable: ['deployments_total', 'description', 'is_public', 'label', 'mine', 'rev_note'],
  rows: (call) =>
    scriptsFor(call).map((script) =>
      toStackScriptAnswer(script, call.caller.user.account, call.world),
    ),
});

/** Those that the caller may see of the own account, and all that are open to everybody. */
function scriptsFor(call: SignedCall) {
  const own = new Set(visible(call, stackScripts, 'stackscript'));
  return stackScripts.filter((script) => own.has(script) || script.public === true);
}
