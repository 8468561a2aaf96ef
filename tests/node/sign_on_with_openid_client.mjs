// The certified client `openid-client` as a site at our OpenID provider, and its browser, played by fetch.
// In: one JSON object {issuer, clientId, privateJwk, redirectUri, homeUri, citizen}. Out: what was given and what was
// refused, by name.
import { text } from 'node:stream/consumers';
import { importJWK } from 'jose';
import * as openid from 'openid-client';

const asked = JSON.parse(await text(process.stdin));
const key = { key: await importJWK(asked.privateJwk, 'ES256'), kid: asked.privateJwk.kid };
const config = await openid.discovery(
  new URL(asked.issuer), asked.clientId, undefined, openid.PrivateKeyJwt(key),
  { execute: [openid.allowInsecureRequests] },
);

const jars = new Map(); // origin to its cookies
const first = await login();
const tokens = await redeem(first);
const bound = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair());
const exchange = {
  subject_token: tokens.id_token,
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  audience: `${asked.issuer}/graphql`,
  scope: 'header',
};
const header = await exchanged();

const said = {
  claims: tokens.claims(),
  userinfo: await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub),
  header: { type: header.token_type, status: await askedWith(header.access_token) },
  refused: {
    replay: await refusal(redeem(first)),
    wrongVerifier: await refusal(redeem(await login(), { verifier: openid.randomPKCECodeVerifier() })),
    noPkce: await refusal(redeem(await login({ code_challenge: '', code_challenge_method: '' }))),
    plain: await refusal(redeem(await login({ code_challenge_method: 'plain' }))),
    foreignRedirect: (await visit(address({ redirect_uri: 'https://evil.example/callback' }))).status,
    wrongIssuer: await refusal(redeem(await login({}, (back) => back.searchParams.set('iss', 'https://evil.example')))),
    noIssuer: await refusal(redeem(await login({}, (back) => back.searchParams.delete('iss')))),
    wrongNonce: await refusal(redeem(await login({ nonce: 'another' }))),
    afterReplay: await refusal(exchanged()),
  },
};
const again = await redeem(await login());
exchange.subject_token = again.id_token;
said.beforeLogout = (await exchanged()).token_type;
const out = openid.buildEndSessionUrl(config, { id_token_hint: again.id_token, post_logout_redirect_uri: asked.homeUri });
said.loggedOutTo = (await visit(out)).headers.get('location');
said.refused.afterLogout = await refusal(exchanged());
console.log(JSON.stringify(said));

function address(changed, login = { verifier: 'v', nonce: 'n', state: 's' }) {
  return openid.buildAuthorizationUrl(config, {
    redirect_uri: asked.redirectUri, scope: 'openid profile', nonce: login.nonce, state: login.state,
    code_challenge: login.challenge ?? 'c', code_challenge_method: 'S256', ...changed,
  });
}

async function login(changed = {}, tamper = () => {}) {
  const verifier = openid.randomPKCECodeVerifier();
  const one = { verifier, nonce: openid.randomNonce(), state: openid.randomState(),
    challenge: await openid.calculatePKCECodeChallenge(verifier) };
  let answer = await visit(address(changed, one));
  let back = new URL(answer.headers.get('location'));
  if (back.origin !== new URL(asked.redirectUri).origin) {
    do {
      answer = await visit(back.origin === new URL(asked.issuer).origin ? back : await choose(back));
      back = new URL(answer.headers.get('location'), asked.issuer);
    } while (back.pathname.startsWith('/sso/continue/'));
  }
  tamper(back);
  return { ...one, back };
}

async function choose(page) {
  const html = await (await visit(page)).text();
  const request = html.match(/name="request" value="([^"]*)"/)[1].replaceAll('&amp;', '&');
  const body = new URLSearchParams({ request, citizen: asked.citizen });
  const answer = await visit(new URL('/login', page), { method: 'POST', headers: { origin: page.origin }, body });
  return new URL(answer.headers.get('location'));
}

function redeem(one, changed = {}) {
  return openid.authorizationCodeGrant(config, one.back, {
    pkceCodeVerifier: changed.verifier ?? one.verifier, expectedNonce: one.nonce, expectedState: one.state,
    idTokenExpected: true,
  });
}

function exchanged() {
  return openid.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:token-exchange', exchange, { DPoP: bound });
}

async function askedWith(token) {
  const headers = new Headers({ origin: new URL(asked.redirectUri).origin });
  const url = new URL('/graphql', asked.issuer);
  const answer = await openid.fetchProtectedResource(config, token, url, 'POST', null, headers, { DPoP: bound });
  return answer.status;
}

async function refusal(promise) {
  try {
    await promise;
    return 'nothing was refused';
  } catch (error) {
    return error.error ?? error.cause?.error ?? error.code ?? error.message;
  }
}

async function visit(url, options = {}) {
  const jar = jars.get(url.origin) ?? jars.set(url.origin, new Map()).get(url.origin);
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(url, { redirect: 'manual', ...options, headers: { ...options.headers, cookie } });
  for (const one of answer.headers.getSetCookie()) {
    const [name, value] = one.split(';')[0].split('=');
    jar.set(name, value);
  }
  return answer;
}
