import { html, type SafeHtml } from '@remix-run/html-template';
import { paths } from '../../server/paths.ts';
import type { Chrome } from '../layout.ts';
import { proofField } from './proof-field.ts';

const themes = [
  { value: 'system', text: 'As the system' },
  { value: 'light', text: 'Light' },
  { value: 'dark', text: 'Dark' },
] as const;

export function footer(chrome: Chrome): SafeHtml {
  return html`<footer class="page-footer">
    <div class="container-xl page-footer-row">
      <p>
        Times are in UTC.
        <a href="${paths.aboutAccess.to({})}">What access Quayside asks for</a>
      </p>
      ${chrome.user ? themeForm(chrome) : ''}
    </div>
  </footer>`;
}

function themeForm({ theme, path, proofs }: Chrome): SafeHtml {
  return html`<form class="theme-form" method="post" action="${paths.theme.to({})}">
    ${proofField(proofs?.theme)}
    <input type="hidden" name="returnTo" value="${path}" />
    <label for="theme">Theme</label>
    <select class="form-select form-select-sm" id="theme" name="theme">
      ${themes.map((one) => themeOption(one, theme))}
    </select>
    <button type="submit" class="btn btn-sm btn-outline-secondary">Save theme</button>
  </form>`;
}

function themeOption(one: (typeof themes)[number], chosen: Chrome['theme']): SafeHtml {
  const selected = one.value === chosen ? html`selected` : '';
  return html`<option value="${one.value}" ${selected}>${one.text}</option>`;
}
