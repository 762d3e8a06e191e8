import { html, type SafeHtml } from '@remix-run/html-template';
import { layout, type Chrome, type Page } from '../layout.ts';
import { auditNav, type AuditPlace } from './audit-nav.ts';

interface AuditPage extends Page {
  readonly place: AuditPlace;
}

/** A whole page of the audit: the portal's layout with the audit's own row of navigation. */
export function auditPage(chrome: Chrome, page: AuditPage, content: SafeHtml): SafeHtml {
  return layout(
    chrome,
    page,
    html`${auditNav({ place: page.place, path: chrome.path })} ${content}`,
  );
}
