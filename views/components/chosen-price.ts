import { html, type SafeHtml } from '@remix-run/html-template';
import { priceWords, type Price } from './price.ts';

/** What the plan and region chosen now would cost. */
export interface ChosenPrice {
  readonly plan: string;
  readonly region: string;
  readonly price: Price;
  readonly backups?: Price | undefined;
}

export function chosenPrice(chosen: ChosenPrice | undefined): SafeHtml {
  return html`<div class="price" id="price" data-fresh aria-live="polite">
    ${chosen ? words(chosen) : html`<p>Choose a region and a plan to see the price.</p>`}
  </div>`;
}

function words({ plan, region, price, backups }: ChosenPrice): SafeHtml {
  return html`<p class="price-total">${priceWords(price)}</p>
    <p>${plan} in ${region}</p>
    ${backups ? html`<p>Backups, if switched on later: ${priceWords(backups)}</p>` : ''}`;
}
