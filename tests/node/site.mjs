// A site at our OpenID provider with the certified client `openid-client`, and its citizen's browser, played by fetch.
// What a script is asked comes as one JSON object on its input: {issuer, redirectUri, homeUri, citizen, toldPort,
// clients: {name: private JWK}, strict: [name], scopes}.
import { text } from 'node:stream/consumers';
import { importJWK } from 'jose';
import * as openid from 'openid-client';

export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const question = async () => JSON.parse(await text(process.stdin));

export class Browser {
  #jars = new Map(); // origin to its cookies

  constructor(asked) {
    this.asked = asked;
  }

  async visit(url, options = {}) {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? this.#jars.set(origin, new Map()).get(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...options, headers: { ...options.headers, cookie } });
    for (const one of answer.headers.getSetCookie()) {
      const [name, value] = one.split(';')[0].split('=');
      jar.set(name, value);
    }
    return answer;
  }

  // Go where a site sends, and on through login and consent; the address that leads back to the site, or the page's status.
  async through(url) {
    let at = new URL(url);
    while (at.origin !== new URL(this.asked.redirectUri).origin) {
      const page = await this.visit(at);
      const next = page.headers.get('location') ?? (await this.#say(at, await page.text()));
      if (next === null) return page.status;
      at = new URL(next, at);
    }
    return at;
  }

  async #say(page, html) {
    const login = html.match(/name="request" value="([^"]*)"/);
    if (login) return this.#send(new URL('/login', page), page, { request: plain(login[1]), citizen: this.asked.citizen });
    const consent = html.includes('name="consent"') && html.match(/<form method="post" action="([^"]*)"/);
    const carried = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const fields = Object.fromEntries(carried.map(([, name, value]) => [name, plain(value)]));
    return consent ? this.#send(new URL(plain(consent[1]), page), page, { ...fields, consent: '1' }) : null;
  }

  async #send(to, page, fields) {
    const sent = { method: 'POST', headers: { origin: page.origin }, body: new URLSearchParams(fields) };
    const answer = await this.visit(to, sent);
    const leads = (await answer.text()).match(/<meta http-equiv="refresh" content="0; url=([^"]*)">/);
    return leads ? plain(leads[1]) : answer.headers.get('location');
  }
}

// One client. What `changed` changes is the one wrong ingredient: `assertion` and `proof` are given header and claims,
// `form` the fields, `headers` the headers of what is sent to us; `key` and `bound` are other keys.
export class Site {
  static async open(asked, client, browser, bound) {
    const server = await openid.discovery(new URL(asked.issuer), client, undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const key = { key: await importJWK(asked.clients[client], 'ES256'), kid: asked.clients[client].kid };
    return new Site({ asked, client, browser, server: server.serverMetadata(), key, bound, strict: asked.strict.includes(client) });
  }

  constructor(made, changed = {}) {
    Object.assign(this, made, changed);
    this.made = made;
    const own = { [openid.modifyAssertion]: (header, claims) => changed.assertion?.(header, claims) };
    this.config = new openid.Configuration(this.server, this.client, undefined, openid.PrivateKeyJwt(this.key, own));
    openid.allowInsecureRequests(this.config);
    this.config[openid.customFetch] = (url, options) => {
      if (options.method === 'POST') changed.form?.(options.body, url);
      changed.headers?.(options.headers, url);
      return fetch(url, options);
    };
    const proof = { [openid.modifyAssertion]: (header, claims) => changed.proof?.(header, claims) };
    this.DPoP = this.bound && openid.getDPoPHandle(this.config, this.bound, proof);
  }

  with(changed) {
    return new Site(this.made, changed);
  }

  async address(one, changed) {
    const fields = {
      redirect_uri: this.asked.redirectUri, scope: this.asked.scopes, state: one.state, nonce: one.nonce,
      response_type: 'code', code_challenge: one.challenge, code_challenge_method: 'S256', ...changed,
    };
    const left = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    if (!this.strict) return openid.buildAuthorizationUrl(this.config, left);
    return openid.buildAuthorizationUrlWithPAR(this.config, left, { DPoP: this.DPoP });
  }

  // Ask for a code; `changed` are parameters of the request, null leaves one out. Throws what the answer refuses.
  async login(changed = {}) {
    const verifier = openid.randomPKCECodeVerifier();
    const one = { verifier, nonce: openid.randomNonce(), state: openid.randomState() };
    one.challenge = await openid.calculatePKCECodeChallenge(verifier);
    return { ...one, back: await this.answered(await this.address(one, changed)) };
  }

  async answered(address) {
    const back = await this.browser.through(address);
    if (!(back instanceof URL)) throw Object.assign(new Error('a page'), { error: back });
    if (back.searchParams.has('error')) throw Object.assign(new Error('refused'), { error: back.searchParams.get('error') });
    return back;
  }

  redeem(one, changed = {}) {
    const checks = { pkceCodeVerifier: one.verifier, expectedNonce: one.nonce, expectedState: one.state, idTokenExpected: true };
    return openid.authorizationCodeGrant(this.config, changed.back ?? one.back, { ...checks, ...changed.checks }, {}, { DPoP: this.DPoP });
  }

  tokens = async () => this.redeem(await this.login());
  userinfo = (tokens) => openid.fetchUserInfo(this.config, tokens.access_token, openid.skipSubjectCheck, { DPoP: this.DPoP });
  refresh = (token, fields = {}) => openid.refreshTokenGrant(this.config, token, fields, { DPoP: this.DPoP });
  introspect = (token) => openid.tokenIntrospection(this.config, token);
  revoke = (token) => openid.tokenRevocation(this.config, token);

  exchange(token, bound, changed = {}) {
    const fields = {
      subject_token: token, subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      audience: `${this.asked.issuer}/graphql`, scope: 'header', ...changed,
    };
    return openid.genericGrantRequest(this.config, EXCHANGE, fields, { DPoP: bound && openid.getDPoPHandle(this.config, bound) });
  }
}

// What a promise was refused with: the code of the answer, or that of the client where it does not believe us.
export async function refusal(promise) {
  try {
    await promise;
    return 'nothing was refused';
  } catch (error) {
    const challenge = Array.isArray(error.cause) ? error.cause[0]?.parameters.error ?? error.status : undefined;
    return error.error ?? challenge ?? error.cause?.error ?? error.cause?.code ?? error.code ?? error.message;
  }
}

// Run each case after the other and print what it was refused with, by name.
export async function play(cases) {
  const said = {};
  for (const [name, played] of Object.entries(cases)) said[name] = await refusal(played());
  console.log(JSON.stringify(said));
}

function plain(html) {
  return html.replaceAll('&amp;', '&').replaceAll('&#34;', '"').replaceAll('&#x27;', "'");
}
