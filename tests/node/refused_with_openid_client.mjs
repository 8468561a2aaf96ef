// A client of the standard profile with `openid-client`, each time with one wrong ingredient. In: what site.mjs says.
// Out: what each case was refused with. Names are those of modules of the OpenID conformance suite where one exists.
import { generateKeyPair, importJWK } from 'jose';
import * as openid from 'openid-client';
import { Browser, Site, play, question, refusal } from './site.mjs';

const asked = await question();
const site = await Site.open(asked, 'gent', new Browser(asked));
const bound = await openid.randomDPoPKeyPair();
const other = await Site.open({ ...asked, strict: [] }, 'other', site.browser);
const rsa = { key: await importJWK(asked.rsa, 'RS256'), kid: asked.rsa.kid };
const foreign = (await generateKeyPair('ES256')).privateKey;
const now = () => Math.floor(Date.now() / 1000);

await site.tokens(); // from here on the citizen has a session
const lacking = (changed) => async () => site.login(changed);
const asserted = (assertion) => async () => site.with({ assertion }).redeem(await site.login());
const form = (change) => async () => site.with({ form: change }).redeem(await site.login());
const answer = (change) => async () => {
  const one = await site.login();
  change(one.back.searchParams);
  return site.redeem(one);
};
const active = async (token, by) => {
  if (!(await by.introspect(token)).active) throw Object.assign(new Error('it is inactive'), { error: 'inactive' });
};

await play({
  'oidcc-ensure-registered-redirect-uri': lacking({ redirect_uri: 'https://evil.example/callback' }),
  'oidcc-redirect-uri-query-added': lacking({ redirect_uri: `${asked.redirectUri}?foo=bar` }),
  'oidcc-ensure-redirect-uri-in-authorization-request': lacking({ redirect_uri: '' }),
  'oidcc-response-type-missing': lacking({ response_type: '' }),
  'response-type-token': lacking({ response_type: 'token' }),
  'response-type-code-id-token': lacking({ response_type: 'code id_token' }),
  'oidcc-prompt-none-not-logged-in': () => site.with({ browser: new Browser(asked) }).login({ prompt: 'none' }),
  'oidcc-unsigned-request-object': lacking({ request: 'eyJhbGciOiJub25lIn0.e30.' }),
  'oidcc-request-uri-unsigned': lacking({ request_uri: 'https://gent.example/request.jwt' }),
  'oidcc-scope-email': lacking({ scope: 'openid email' }),
  'scope-without-openid': lacking({ scope: 'profile' }),
  'pkce-required': lacking({ code_challenge: '', code_challenge_method: '' }),
  'plain-pkce-rejected': lacking({ code_challenge_method: 'plain' }),
  'pkce-method-missing': lacking({ code_challenge_method: '' }),
  'client-unknown': lacking({ client_id: 'nobody' }),
  'response-iss-wrong': answer((back) => back.set('iss', 'https://evil.example')),
  'response-iss-missing': answer((back) => back.delete('iss')),
  'response-state-wrong': answer((back) => back.set('state', 'another')),
  'response-state-missing': answer((back) => back.delete('state')),
  'id-token-nonce-wrong': async () => site.redeem(await site.login({ nonce: 'another' })),
  'id-token-nonce-missing': async () => site.redeem(await site.login({ nonce: '' })),
  'oidcc-codereuse': async () => {
    const one = await site.login();
    await site.redeem(one);
    return site.redeem(one);
  },
  'oidcc-codereuse-takes-back-what-was-given': async () => {
    const one = await site.login();
    const tokens = await site.redeem(one);
    await refusal(site.redeem(one));
    return site.userinfo(tokens);
  },
  'code-unknown': answer((back) => back.set('code', 'invented')),
  'code-of-another-client': async () => other.redeem(await site.login()),
  'code-for-another-redirect-uri': form((fields) => fields.set('redirect_uri', `${asked.redirectUri}/`)),
  'code-without-redirect-uri': form((fields) => fields.delete('redirect_uri')),
  'incorrect-pkce-code-verifier': async () =>
    site.redeem(await site.login(), { checks: { pkceCodeVerifier: openid.randomPKCECodeVerifier() } }),
  'pkce-code-verifier-required': form((fields) => fields.delete('code_verifier')),
  'grant-type-unknown': form((fields) => fields.set('grant_type', 'password')),
  'parameter-twice': form((fields) => fields.append('code', fields.get('code'))),
  'client-assertion-required': form((fields) => fields.delete('client_assertion')),
  'client-secret-instead-of-assertion': form((fields) => {
    fields.delete('client_assertion');
    fields.delete('client_assertion_type');
    fields.set('client_secret', 'guess');
  }),
  'client-assertion-with-wrong-aud': asserted((_, claims) => { claims.aud = 'https://elsewhere.example'; }),
  'client-assertion-with-no-aud': asserted((_, claims) => { delete claims.aud; }),
  'client-assertion-with-exp-is-5-minutes-in-past': asserted((_, claims) => { claims.exp = now() - 300; }),
  'client-assertion-with-exp-too-far': asserted((_, claims) => { claims.exp = now() + 3600; }),
  'client-assertion-with-no-exp': asserted((_, claims) => { delete claims.exp; }),
  'client-assertion-with-no-sub': asserted((_, claims) => { delete claims.sub; }),
  'client-assertion-with-sub-of-another': asserted((_, claims) => { claims.sub = 'other'; }),
  'client-assertion-with-iss-of-another': asserted((_, claims) => { claims.iss = 'other'; }),
  'client-assertion-with-nbf-over-60-seconds-in-the-future': asserted((_, claims) => { claims.nbf = now() + 90; }),
  'client-assertion-with-no-jti': asserted((_, claims) => { delete claims.jti; }),
  'client-assertion-with-jti-used-before': async () => {
    const same = site.with({ assertion: (_, claims) => { claims.jti = 'the-same'; } });
    await same.redeem(await site.login());
    return same.redeem(await site.login());
  },
  'client-assertion-signed-with-RS256': async () => site.with({ key: rsa }).redeem(await site.login()),
  'client-assertion-signed-by-another-key': async () =>
    site.with({ key: { key: foreign, kid: asked.clients.gent.kid } }).redeem(await site.login()),
  'client-assertion-with-alg-none': form((fields) => {
    const [, claims] = fields.get('client_assertion').split('.');
    fields.set('client_assertion', `${btoa('{"alg":"none"}').replaceAll('=', '')}.${claims}.`);
  }),
  'client-id-that-is-not-of-the-assertion': form((fields) => fields.set('client_id', 'other')),
  'refresh-token-used-before': async () => {
    const { refresh_token: token } = await site.tokens();
    await site.refresh(token);
    return site.refresh(token);
  },
  'refresh-token-used-before-ends-its-family': async () => {
    const { refresh_token: token } = await site.tokens();
    const second = await site.refresh(token);
    await refusal(site.refresh(token));
    return site.refresh(second.refresh_token);
  },
  'refresh-token-used-before-ends-access': async () => {
    const { refresh_token: token } = await site.tokens();
    const second = await site.refresh(token);
    await refusal(site.refresh(token));
    return site.userinfo(second);
  },
  'refresh-token-of-another-client': async () => other.refresh((await site.tokens()).refresh_token),
  'refresh-token-unknown': () => site.refresh('invented'),
  'refresh-with-wider-scope': async () => {
    const { refresh_token: token } = await site.redeem(await site.login({ scope: 'openid offline_access' }));
    return site.refresh(token, { scope: 'openid profile' });
  },
  'refresh-token-revoked': async () => {
    const { refresh_token: token } = await site.tokens();
    await site.revoke(token);
    return site.refresh(token);
  },
  'access-token-revoked': async () => {
    const tokens = await site.tokens();
    await site.revoke(tokens.access_token);
    return site.userinfo(tokens);
  },
  'access-token-invented': () => site.userinfo({ access_token: 'invented' }),
  'access-token-that-is-an-id-token': async () => site.userinfo({ access_token: (await site.tokens()).id_token }),
  'access-token-modified': async () => site.userinfo({ access_token: `${(await site.tokens()).access_token.slice(0, -8)}AAAAAAAA` }),
  'introspection-of-another-clients-token': async () => active((await site.tokens()).access_token, other),
  'introspection-of-another-clients-refresh-token': async () => active((await site.tokens()).refresh_token, other),
  'introspection-without-assertion': async () => site.with({ form: (fields) => fields.delete('client_assertion') }).introspect('x'),
  'revocation-of-an-id-token': async () => site.revoke((await site.tokens()).id_token),
  'revocation-without-assertion': async () => site.with({ form: (fields) => fields.delete('client_assertion') }).revoke('x'),
  'exchange-for-another-audience': async () => site.exchange((await site.tokens()).id_token, bound, { audience: 'https://evil.example' }),
  'exchange-for-another-scope': async () => site.exchange((await site.tokens()).id_token, bound, { scope: 'profile' }),
  'exchange-without-proof': async () => site.exchange((await site.tokens()).id_token),
  'exchange-of-another-clients-token': async () => other.exchange((await site.tokens()).id_token, bound),
  'exchange-after-revocation': async () => {
    const tokens = await site.tokens();
    await site.revoke(tokens.refresh_token);
    return site.exchange(tokens.id_token, bound);
  },
});
