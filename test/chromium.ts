import { existsSync } from 'node:fs';

const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser that pages are looked at in; `undefined` where there is none. */
export const CHROMIUM: string | undefined = PLACES.find((place) => place !== undefined && existsSync(place));

/** Whether tests in a browser are left out. In CI they fail instead. */
export const isWithoutBrowser: boolean = CHROMIUM === undefined && process.env['CI'] === undefined;

if (isWithoutBrowser)
  console.warn('No Chromium (CHROMIUM says where it is): tests in a browser are skipped.');
