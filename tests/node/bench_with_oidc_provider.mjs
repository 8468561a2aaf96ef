// The certified server `oidc-provider` as what our sign-on is measured beside. In: one JSON object on the command line
// {port, clientId, redirectUri, jwks}. It does what we do: code with PKCE S256, private_key_jwt by ES256 whose jti serves
// once, pairwise subjects, an id token and a JWT access token (RFC 9068), both signed by ES256. Whoever logs in consents
// once; its own in-memory adapter keeps everything.
import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { port, clientId, redirectUri, jwks } = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${port}`;
const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const api = {
  scope: 'openid profile', audience: issuer, accessTokenTTL: 300, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } },
};

const provider = new Provider(issuer, {
  clients: [{
    client_id: clientId,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    subject_type: 'pairwise',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [redirectUri],
    jwks,
  }],
  cookies: { keys: ['only for a benchmark'] },
  claims: { openid: ['sub'], profile: ['name', 'given_name', 'family_name'] },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
  features: {
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true, defaultResource: () => `${issuer}/api`, useGrantedResource: () => true, getResourceServerInfo: () => api,
    },
  },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: 'Lotte Vermeulen' }) }),
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
  pairwiseIdentifier: (_, accountId, client) =>
    createHmac('sha256', 'only for a benchmark').update(client.sectorIdentifier).update(accountId).digest('base64url'),
  pkce: { required: () => true },
  subjectTypes: ['pairwise'],
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 43200, IdToken: 300, Interaction: 600, Session: 43200 },
});
provider.on('server_error', (_, error) => console.error(error));
provider.listen(port, '127.0.0.1');
