// Log a citizen in at an OpenID provider with the certified client `openid-client`, playing the browser's part.
// In: one JSON object {issuer, clientId, privateJwk, redirectUri, citizen}. Out: the claims of the id token.
import { text } from 'node:stream/consumers';
import * as openid from 'openid-client';
import { importJWK } from 'jose';

const asked = JSON.parse(await text(process.stdin));
const key = { key: await importJWK(asked.privateJwk, 'ES256'), kid: asked.privateJwk.kid };
const config = await openid.discovery(
  new URL(asked.issuer), asked.clientId, undefined, openid.PrivateKeyJwt(key),
  { execute: [openid.allowInsecureRequests] },
);

const verifier = openid.randomPKCECodeVerifier();
const nonce = openid.randomNonce();
const state = openid.randomState();
const address = openid.buildAuthorizationUrl(config, {
  redirect_uri: asked.redirectUri,
  scope: 'openid profile',
  code_challenge: await openid.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  max_age: '60',
  nonce,
  state,
});

const tokens = await openid.authorizationCodeGrant(config, await choose(address, asked.citizen), {
  pkceCodeVerifier: verifier,
  expectedNonce: nonce,
  expectedState: state,
  maxAge: 60,
  idTokenExpected: true,
});
console.log(JSON.stringify(tokens.claims()));

async function choose(page, citizen) {
  const html = await (await fetch(page)).text();
  const request = html.match(/name="request" value="([^"]*)"/)[1].replaceAll('&amp;', '&');
  const answer = await fetch(new URL('/login', page), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: page.origin },
    body: new URLSearchParams({ request, citizen }),
  });
  return new URL(answer.headers.get('location'));
}
