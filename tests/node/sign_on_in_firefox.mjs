// A citizen in Debian's Firefox without third-party cookies, driven over WebDriver BiDi: logs in at one site in one
// role, is known at the other and takes another role there, logs out at one and is out at both. In: one JSON object
// {firefox, profile, gent, aalst, citizen, way, child, enterprise}. Out: {seen: {step: text},
// asked: [{address, crossing, cookie}], cookies: [{name, domain, secure, httpOnly}]}.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

const { firefox, profile, gent, aalst, citizen, way, child, enterprise } = JSON.parse(readFileSync(0, 'utf8'));
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: firefox,
  userDataDir: profile,
  extraPrefsFirefox: { 'intl.accept_languages': 'nl-BE, nl', 'network.cookie.cookieBehavior': 1 },
});
const IN_HEADER = 'citizen-profile-header >>> a';
const asked = [];
const cookies = [];
const seen = {};

try {
  const atGent = await open(`${gent}/dienst/kinderopvang`);
  await press(atGent, IN_HEADER, 'Aanmelden');
  await press(atGent, 'a', way);
  await press(atGent, 'button', citizen);
  await press(atGent, 'button', child);
  seen.atGent = await read(atGent, 'aside', child);
  seen.header = await read(atGent, 'citizen-profile-header >>> [part~=toggle]', citizen);
  seen.unread = await read(atGent, 'citizen-profile-header >>> [part~=badge]', '1');

  const atAalst = await open(aalst);
  await press(atAalst, IN_HEADER, 'Aanmelden');
  await press(atAalst, 'button', enterprise);
  seen.atAalst = await read(atAalst, 'aside', enterprise);
  await atGent.reload();
  seen.stillAtGent = await read(atGent, 'aside', child);
  cookies.push(...(await browser.cookies()));

  await atAalst.bringToFront();
  await press(atAalst, 'citizen-profile-header >>> [part~=toggle]', citizen);
  await press(atAalst, IN_HEADER, 'Afmelden');
  seen.outAtAalst = await read(atAalst, IN_HEADER, 'Aanmelden');
  await atGent.reload();
  seen.outAtGent = await read(atGent, IN_HEADER, 'Aanmelden');
} finally {
  await browser.close();
}
const kept = cookies.map(({ name, domain, secure, httpOnly }) => ({ name, domain, secure, httpOnly }));
console.log(JSON.stringify({ seen, asked, cookies: kept }));

async function open(address) {
  const page = await browser.newPage();
  page.on('request', (request) => asked.push(told(request)));
  await page.goto(address);
  return page;
}

// Where a request went, whether a page sent it to another site (not the citizen, who goes there), and its cookies.
function told(request) {
  const { cookie = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers();
  return { address: request.url(), crossing: site === 'cross-site' && mode !== 'navigate', cookie };
}

async function press(page, kind, text) {
  await once(page, kind, text, (element) => element.click());
}

async function read(page, kind, text) {
  return once(page, kind, text, (element) => element.evaluate((it) => (it.closest('aside') ?? it).textContent));
}

// What comes of an element of a kind as soon as it shows a text. Puppeteer's own waiting evaluates text in the page,
// which a page's content security policy forbids; one that goes while it is asked is looked for again.
async function once(page, kind, text, ask) {
  for (const until = Date.now() + 20_000; ; await sleep(50)) {
    try {
      const element = await page.$(`${kind}::-p-text(${text})`);
      if (element) return await ask(element);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    if (Date.now() > until) throw new Error(`${kind} does not show: ${text}`);
  }
}
