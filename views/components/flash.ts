import { html, type SafeHtml } from '@remix-run/html-template';

const sentences = {
  'signed-out': 'You are signed out, and Linode has ended the access you gave to Quayside.',
  'sign-out-local':
    'You are signed out of Quayside. Linode has not confirmed yet that the access ended; Quayside keeps asking.',
  booting: 'Linode was asked to power on. This takes about a minute.',
  rebooting: 'Linode was asked to reboot. This takes about a minute.',
  'shutting-down': 'Linode was asked to shut down. This takes about a minute.',
  'session-ended': 'Your session has ended. Sign in again to go on.',
  'session-replaced':
    'You have a new session with the access you allowed. The earlier one has ended.',
  'session-closed': 'That session is over, and Linode is asked to end its access.',
  'sessions-closed': 'All your other sessions are over, and Linode is asked to end their access.',
  'scaleway-connected': 'Your Scaleway key is connected. It goes with this session.',
  'scaleway-disconnected': 'Quayside has forgotten your Scaleway key.',
  'token-renamed': 'The token has its new label.',
  'token-kept': 'Nothing was revoked.',
  'token-revoked': 'The token is revoked: Linode no longer lists it.',
  'token-still-listed':
    'Linode accepted the revocation and still lists the token. Look again in a minute.',
  'token-unproved':
    'Linode accepted the revocation. Its list could not be read back, so there is no proof yet.',
  'app-revoked': 'The app’s access is revoked: Linode no longer lists it.',
  'app-still-listed':
    'Linode accepted the revocation and still lists the app. Look again in a minute.',
  'app-unproved':
    'Linode accepted the revocation. Its list could not be read back, so there is no proof yet.',
  'own-app-revoked': 'You revoked the access of Quayside itself, so you are signed out.',
  'theme-saved': 'Your choice of theme is saved in this browser.',
} as const;

export type FlashCode = keyof typeof sentences;

export function isFlashCode(value: unknown): value is FlashCode {
  return typeof value === 'string' && Object.hasOwn(sentences, value);
}

/** What the last act did, in one sentence. */
export function flash(code: FlashCode | undefined): SafeHtml | undefined {
  if (!code) return undefined;
  return html`<div class="alert alert-info flash" role="status">${sentences[code]}</div>`;
}
