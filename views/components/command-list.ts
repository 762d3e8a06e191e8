import { html, type SafeHtml } from '@remix-run/html-template';
import { copyButton } from './copy-button.ts';

export interface Command {
  readonly name: string;
  readonly text: string;
}

/** The same act by other means, folded away. */
export function commandList(commands: readonly Command[]): SafeHtml | undefined {
  if (commands.length === 0) return undefined;
  return html`<h2>The same without Quayside</h2>
    ${commands.map(({ name, text }, index) => {
      const id = `command-${index + 1}`;
      return html`<details class="command">
        <summary>${name}</summary>
        ${copyButton(id, `the ${name} command`)}
        <pre id="${id}" tabindex="0">${text}</pre>
      </details>`;
    })}`;
}
