// The certified server `oidc-provider` as the region's identity provider. In: one JSON object on the command line
// {port, clientId, jwks, redirectUri}. Whoever logs in is the one synthetic citizen.
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { port, clientId, jwks, redirectUri } = JSON.parse(process.argv[2]);
const citizen = { given_name: 'Lotte', family_name: 'Vermeulen', rrn: '88021400084' };
const { privateKey } = await generateKeyPair('ES256', { extractable: true });

const provider = new Provider(`http://127.0.0.1:${port}`, {
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
  conformIdTokenClaims: false,
  cookies: { keys: ['only for a test'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...citizen }) }),
});
provider.on('server_error', (_, error) => console.error(error));
provider.listen(port, '127.0.0.1');
