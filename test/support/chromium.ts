import { chromium, type Browser } from 'playwright-core';

/** The machine's own Chromium, with an empty profile, as root may start it. */
export async function launchChromium(ignoreDefaultArgs: string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: '/usr/bin/chromium',
    ignoreDefaultArgs,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
