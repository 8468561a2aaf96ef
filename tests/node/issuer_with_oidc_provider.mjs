// The certified server `oidc-provider` as the issuer of a municipal site. In: one JSON object on the command line
// {port, clientId, jwks, redirectUri, homeUri, logoutUri, fapi2}. A citizen logs in with any word, and userinfo tells
// in whose name. With `fapi2` the client keeps to the FAPI 2.0 Security Profile. The token exchange is a stand-in
// that knows three answers: ask for a nonce, a token, and invalid_grant for who is called forgotten-something.
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { port, clientId, jwks, redirectUri, homeUri, logoutUri, fapi2 } = JSON.parse(process.argv[2]);
const SELF = { loginHint: 'self', onBehalfOf: { code: 'BUR', name: 'Lotte Vermeulen', identifier: 'x' } };
const ENTERPRISE = { loginHint: 'e=+1', onBehalfOf: { code: 'EA', name: 'Fietsatelier Voorbeeld BV', identifier: '0999990123' } };
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{
    client_id: clientId,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    grant_types: ['authorization_code', EXCHANGE],
    response_types: ['code'],
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [homeUri],
    backchannel_logout_uri: logoutUri,
    backchannel_logout_session_required: true,
    dpop_bound_access_tokens: fapi2,
    require_pushed_authorization_requests: fapi2,
    jwks,
  }],
  cookies: { keys: ['only for a test'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
  jwks: { keys: [await signingKey()] },
  features: {
    backchannelLogout: { enabled: true },
    devInteractions: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
    fapi: { enabled: fapi2, profile: '2.0' },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  fetch: (url, { dispatcher, ...options }) => fetch(url, options), // the site is on this machine
  pkce: { required: () => true },
  routes: { token: '/sso/token' }, // the one address that the header's proofs are made for
  claims: { profile: ['activeIdentity', 'identities'] },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, activeIdentity: SELF, identities: [SELF, ENTERPRISE] }) }),
});

provider.registerGrantType(EXCHANGE, async (ctx) => {
  const { subject_token: token, audience, scope } = ctx.oidc.params;
  const proof = ctx.get('dpop');
  ctx.set('dpop-nonce', 'the-nonce');
  if (!proof.includes('the-nonce')) refuse(ctx, 'use_dpop_nonce');
  else if (decodeJwt(token).sub.startsWith('forgotten')) refuse(ctx, 'invalid_grant');
  else ctx.body = { access_token: `header:${audience}:${scope}`, token_type: 'DPoP', expires_in: 300, issued_token_type: 'x' };
}, ['subject_token', 'subject_token_type', 'audience', 'scope'], []);

provider.on('backchannel.error', (_, error) => console.error(error));
provider.on('server_error', (_, error) => console.error(error));
provider.listen(port, '127.0.0.1');

function refuse(ctx, error) {
  ctx.status = 400;
  ctx.body = { error };
}

async function signingKey() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' };
}
