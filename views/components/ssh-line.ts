import { html, type SafeHtml } from '@remix-run/html-template';
import { copyButton } from './copy-button.ts';

export function sshLine(ipv4: string): SafeHtml {
  return html`<p class="command-line">
    <code id="ssh">ssh root@${ipv4}</code> ${copyButton('ssh', 'the SSH command')}
  </p>`;
}
