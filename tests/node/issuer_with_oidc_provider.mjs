// The certified server `oidc-provider` as the issuer of a municipal site. In: one JSON object on the command line
// {port, clientId, jwks, redirectUri, homeUri}. A citizen logs in with any word. The token exchange is a stand-in that
// knows three answers: ask for a nonce, a token, invalid_grant once the citizen has logged out.
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { port, clientId, jwks, redirectUri, homeUri } = JSON.parse(process.argv[2]);
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
    jwks,
  }],
  cookies: { keys: ['only for a test'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
  jwks: { keys: [await signingKey()] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
});

const gone = new Set();
provider.on('end_session.success', (ctx) => gone.add(ctx.oidc.session.accountId));

provider.registerGrantType(EXCHANGE, async (ctx) => {
  const { subject_token: token, audience, scope } = ctx.oidc.params;
  const proof = ctx.get('dpop');
  ctx.set('dpop-nonce', 'the-nonce');
  if (!proof.includes('the-nonce')) refuse(ctx, 'use_dpop_nonce');
  else if (gone.has(decodeJwt(token).sub)) refuse(ctx, 'invalid_grant');
  else ctx.body = { access_token: `header:${audience}:${scope}`, token_type: 'DPoP', expires_in: 300, issued_token_type: 'x' };
}, ['subject_token', 'subject_token_type', 'audience', 'scope'], []);

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
