/** US dollars; null where Linode states none. */
export interface Price {
  readonly monthly: number | null;
  readonly hourly: number | null;
}

/** `$12.00 a month ($0.018 an hour)` */
export function priceWords({ monthly, hourly }: Price): string {
  const month = monthlyWords(monthly);
  if (hourly === null) return month;
  return monthly === null ? `${dollars(hourly)} an hour` : `${month} (${dollars(hourly)} an hour)`;
}

export function monthlyWords(monthly: number | null): string {
  return monthly === null ? 'Not stated by Linode' : `${dollars(monthly)} a month`;
}

// Hourly prices go down to a hundredth of a cent; rounding them to cents would say $0.00.
function dollars(amount: number): string {
  return amount.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 5,
  });
}
