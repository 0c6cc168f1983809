import { Browser, chromium } from 'playwright-core';

/** Chromium talks to this machine only. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts the Chromium that `npm test` found. @throws how to get it, where there is none */
export async function launchChromium(): Promise<Browser> {
  const executablePath = process.env.FEDERATION_TEST_CHROMIUM;
  if (!executablePath) {
    throw new Error('No Chromium found. Get it: apt-get install chromium');
  }
  return chromium.launch({ executablePath, args: FLAGS });
}
