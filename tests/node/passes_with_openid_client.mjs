// What must go well for a client of either profile, with `openid-client`: a login and all that hangs on it, until the
// logout that the site is told of. In: what site.mjs says, and {client}. Out: what was given, by name.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { Browser, Site, question, refusal } from './site.mjs';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const asked = await question();
const heard = new Map(); // what was told, by sid
const server = createServer(take).listen(asked.toldPort, '127.0.0.1');
const bound = asked.strict.includes(asked.client) ? await openid.randomDPoPKeyPair() : undefined;
const site = await Site.open(asked, asked.client, new Browser(asked), bound);

const tokens = await site.tokens();
const claims = tokens.claims();
const profile = await openid.fetchUserInfo(site.config, tokens.access_token, claims.sub, { DPoP: site.DPoP });
const second = await site.refresh(tokens.refresh_token);
const known = await site.introspect(second.access_token);
await site.revoke(second.access_token);
const afterRevocation = await refusal(site.userinfo(second));
const third = await site.refresh(second.refresh_token);

const out = { id_token_hint: third.id_token ?? tokens.id_token, post_logout_redirect_uri: asked.homeUri, state: 'bye' };
const left = await site.browser.visit(openid.buildEndSessionUrl(site.config, out));
for (let looks = 1500; looks > 0 && !heard.has(claims.sid); looks--) await setTimeout(20);
const told = heard.get(claims.sid) ?? { sub: 'nobody was told', events: {} };
server.close();
server.closeAllConnections();
console.log(JSON.stringify({
  given: profile.given_name,
  type: tokens.token_type,
  rotated: second.refresh_token !== tokens.refresh_token,
  sameSubject: second.claims()?.sub === claims.sub && profile.sub === claims.sub,
  introspected: [known.active, known.client_id, known.sub === claims.sub, Boolean(known.cnf?.jkt)],
  revoked: [(await site.introspect(second.access_token)).active, afterRevocation],
  loggedOutTo: left.headers.get('location'),
  told: [told.sub === claims.sub, 'nonce' in told, told.events[EVENT]],
  afterLogout: [await refusal(site.userinfo(third)), await refusal(site.refresh(third.refresh_token))],
}));

// Take a logout token and believe it only as Back-Channel Logout 1.0 section 2.6 says.
async function take(request, response) {
  const token = new URLSearchParams(await text(request)).get('logout_token');
  const keys = createRemoteJWKSet(new URL('/sso/jwks', asked.issuer));
  const checks = { issuer: asked.issuer, audience: asked.client, typ: 'logout+jwt', algorithms: ['ES256'] };
  try {
    const { payload } = await jwtVerify(token, keys, { ...checks, requiredClaims: ['iat', 'exp', 'jti', 'sid', 'events'] });
    heard.set(payload.sid, payload);
    response.writeHead(200).end();
  } catch (error) {
    console.error(error);
    response.writeHead(400).end();
  }
}
