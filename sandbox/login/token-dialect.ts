import type { Answer } from '../http/answer.ts';
import type { Switches } from '../control/switches.ts';

type Members = Record<string, unknown>;

/** A token answer as Linode is known, or switched, to write it. */
export function speakTokens(answer: Answer, switches: Switches): Answer {
  if (answer.body === '') return answer;
  const members = JSON.parse(answer.body) as Members; // oidc-provider answers with an object
  const spoken =
    answer.status === 200 ? tokenMembers(members, switches) : errorMembers(members, switches);
  return { ...answer, body: JSON.stringify(spoken) };
}

function tokenMembers(members: Members, switches: Switches): Members {
  const { scope, ...rest } = members;
  return {
    ...rest,
    ...(switches.scopeStyle === 'scope'
      ? { scope }
      : { scopes: String(scope).replaceAll(' ', ',') }),
    token_type: 'bearer',
    refresh_token: switches.refreshToken === 'null' ? null : rest['refresh_token'],
  };
}

function errorMembers(members: Members, switches: Switches): Members {
  if (switches.tokenErrors === 'oauth') return members;
  return { errors: [{ reason: members['error_description'] ?? members['error'] }] };
}

/** The callback without the issuer, when it is switched off. */
export function speakRedirect(answer: Answer, switches: Switches): Answer {
  const location = answer.headers['location'];
  if (switches.iss === 'on' || typeof location !== 'string' || location.startsWith('/'))
    return answer;
  const url = new URL(location);
  url.searchParams.delete('iss');
  return { ...answer, headers: { ...answer.headers, location: url.href } };
}
