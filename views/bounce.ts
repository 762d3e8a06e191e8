import { html, type SafeHtml } from '@remix-run/html-template';

/**
 * Goes on to a URL of ours by itself. A Strict cookie is not sent on the redirect back from
 * another site; it is on a navigation that a page of our own begins.
 */
export function bouncePage({ url }: { readonly url: string }): SafeHtml {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="refresh" content="0; url=${url}" />
        <title>Signing in · Quayside</title>
      </head>
      <body>
        <main>
          <p>You are signed in. <a href="${url}">Continue</a></p>
        </main>
      </body>
    </html>`;
}
