import { html, type SafeHtml } from '@remix-run/html-template';

/** `22 Nov 2026, 10:00 UTC` for an ISO instant; Linode's own instants carry no zone and are UTC. */
export function time(iso: string): SafeHtml {
  const instant = toInstant(iso);
  if (!instant) return html`${iso || 'Not reported by Linode'}`;
  const [day, clock] = parts(instant);
  return html`<time datetime="${toDatetime(instant)}">${day}, ${clock.slice(0, 5)} UTC</time>`;
}

/** `10:02:11 UTC`, for what happens while one watches. The live island writes the same form. */
export function clockTime(iso: string | null): SafeHtml {
  const instant = toInstant(iso ?? '');
  if (!instant) return html`<time></time>`;
  return html`<time datetime="${toDatetime(instant)}">${parts(instant)[1]} UTC</time>`;
}

function toInstant(iso: string): Date | undefined {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`;
  const instant = new Date(zoned);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

// toUTCString is fixed by ECMAScript: "Sun, 22 Nov 2026 10:00:00 GMT".
function parts(instant: Date): readonly [day: string, clock: string] {
  const text = instant.toUTCString();
  return [text.slice(5, 16).replace(/^0/, ''), text.slice(17, 25)];
}

function toDatetime(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z');
}
