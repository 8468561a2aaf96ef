// The certified server `oidc-provider` as an identity provider with faults. In: one JSON object on the command line
// {port, clientId, jwks, redirectUri}. Whoever logs in is the one synthetic citizen. What it does wrong is what was
// sent to /fault last, any of {down, slow, status, garbage, metadata, claims, header, foreign, broken}, {} for nothing;
// {rotate: true} makes new keys. /asked tells how often each of its addresses was asked.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import Provider from 'oidc-provider';

const { port, clientId, jwks, redirectUri } = JSON.parse(process.argv[2]);
const citizen = { given_name: 'Lotte', family_name: 'Vermeulen', rrn: '88021400084' };
const foreign = (await generateKeyPair('ES256')).privateKey;
const asked = {};
let fault = {};
let rotations = 0;
let [provider, key] = await withNewKeys();

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === '/fault') {
    fault = await json(request);
    if (fault.rotate) [provider, key] = await withNewKeys();
    return response.end();
  }
  if (pathname === '/asked') return response.end(JSON.stringify(asked));
  asked[pathname] = (asked[pathname] ?? 0) + 1;
  if (fault.down) return request.socket.destroy();
  if (fault.slow === pathname) return undefined; // whoever asks waits for as long as they like
  return provider.callback()(request, response);
}).listen(port, '127.0.0.1');

async function withNewKeys() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = `k${++rotations}`;
  const made = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: clientId,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      id_token_signed_response_alg: 'ES256',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [redirectUri],
      jwks,
    }],
    claims: { openid: ['sub'], profile: Object.keys(citizen) },
    clockTolerance: 120, // our clock is moved by tests
    conformIdTokenClaims: false,
    cookies: { keys: ['only for a test'] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid }] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...citizen }) }),
  });
  made.use(spoil);
  return [made, { privateKey, kid }];
}

async function spoil(ctx, next) {
  await next();
  if (ctx.path === '/.well-known/openid-configuration') Object.assign(ctx.body, fault.metadata);
  if (ctx.path !== '/token') return;
  if (fault.status) ctx.status = fault.status;
  if (fault.garbage) ctx.body = fault.garbage;
  else if (ctx.body.id_token) ctx.body.id_token = await spoiled(ctx.body.id_token);
}

async function spoiled(token) {
  if (fault.broken) return `${token.slice(0, -8)}AAAAAAAA`;
  if (!fault.claims && !fault.header && !fault.foreign) return token;
  const claims = { ...decodeJwt(token), ...fault.claims };
  for (const name of Object.keys(claims)) if (claims[name] === null) delete claims[name];
  if (fault.header?.alg === 'none') return new UnsecuredJWT(claims).encode();
  const header = { alg: 'ES256', kid: key.kid, ...fault.header };
  return new SignJWT(claims).setProtectedHeader(header).sign(fault.foreign ? foreign : key.privateKey);
}
