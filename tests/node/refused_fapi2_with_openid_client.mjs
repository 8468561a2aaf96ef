// A client of the strict profile (FAPI 2.0) with `openid-client`, each time with one wrong ingredient. In: what site.mjs
// says. Out: what each case was refused with. Names are those of modules of the suite where one exists, without
// their prefix fapi2-security-profile-final-.
import { importJWK, exportJWK } from 'jose';
import * as openid from 'openid-client';
import { Browser, Site, play, question, refusal } from './site.mjs';

const asked = await question();
const bound = await openid.randomDPoPKeyPair('ES256', { extractable: true });
const [thief, otherKey] = [await openid.randomDPoPKeyPair(), await openid.randomDPoPKeyPair()];
const site = await Site.open(asked, 'strict', new Browser(asked), bound);
const other = await Site.open(asked, 'other', site.browser, otherKey);
const rsa = { key: await importJWK(asked.rsa, 'RS256'), kid: asked.rsa.kid };
const now = () => Math.floor(Date.now() / 1000);
const given = await site.tokens(); // from here on the citizen has a session

const lacking = (changed) => () => site.login(changed);
const asserted = (assertion) => () => site.with({ assertion }).login();
const redeemed = (changed) => async () => site.with(changed).redeem(await site.login());
const proven = (proof) => () => site.with({ proof }).userinfo(given);
const pushed = async (changed = {}) => site.address({ challenge: await openid.calculatePKCECodeChallenge('v'.repeat(43)) }, changed);
const shown = (change) => () => site.with({ headers: (headers) => { headers.dpop &&= change(headers.dpop); } }).userinfo(given);
const unsigned = (proof) => {
  const [header, claims] = proof.split('.');
  const none = { ...JSON.parse(Buffer.from(header, 'base64url')), alg: 'none' };
  return `${Buffer.from(JSON.stringify(none)).toString('base64url')}.${claims}.`;
};
const bearer = (headers) => { headers.authorization = headers.authorization.replace(/^DPoP/, 'Bearer'); };

await play({
  'ensure-unsigned-authorization-request-without-using-par-fails': () => site.with({ strict: false }).login(),
  'ensure-registered-redirect-uri': lacking({ redirect_uri: 'https://evil.example/callback' }),
  'ensure-redirect-uri-in-authorization-request': lacking({ redirect_uri: null }),
  'ensure-response-type-token-fails': lacking({ response_type: 'token' }),
  'ensure-response-type-code-idtoken-fails': lacking({ response_type: 'code id_token' }),
  'par-ensure-pkce-required': lacking({ code_challenge: null, code_challenge_method: null }),
  'par-plain-pkce-rejected': lacking({ code_challenge_method: 'plain' }),
  'par-authorization-request-containing-request_uri-form-param': lacking({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
  'par-unregistered-scope': lacking({ scope: 'openid email' }),
  'par-with-a-parameter-twice': () => site.with({ form: (fields) => fields.append('state', 'two') }).login(),
  'par-test-array-as-audience-fails': asserted((_, claims) => { claims.aud = [asked.issuer]; }),
  'par-test-par-endpoint-url-as-audience-fails': asserted((_, claims) => { claims.aud = `${asked.issuer}/sso/par`; }),
  'par-test-token-endpoint-url-as-audience-fails': asserted((_, claims) => { claims.aud = `${asked.issuer}/sso/token`; }),
  'par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails': asserted((_, claims) => { claims.nbf = now() + 90; }),
  'ensure-client-assertion-with-wrong-aud-fails': asserted((_, claims) => { claims.aud = 'https://elsewhere.example'; }),
  'ensure-client-assertion-with-no-sub-fails': asserted((_, claims) => { delete claims.sub; }),
  'ensure-client-assertion-with-exp-is-5-minutes-in-past-fails': asserted((_, claims) => { claims.exp = now() - 300; }),
  'ensure-signed-client-assertion-with-RS256-fails': () => site.with({ key: rsa }).login(),
  'ensure-client-assertion-in-token-endpoint': redeemed({ form: (fields) => fields.delete('client_assertion') }),
  'ensure-client-id-in-token-endpoint': redeemed({ form: (fields) => fields.set('client_id', 'other') }),
  'par-attempt-to-use-request_uri-for-different-client': async () => {
    const address = await pushed();
    address.searchParams.set('client_id', 'other');
    return site.answered(address);
  },
  'par-attempt-reuse-request_uri': async () => {
    const address = await pushed();
    await site.answered(address);
    return site.answered(address);
  },
  'request_uri-that-was-never-given': async () => {
    const address = await pushed();
    address.searchParams.set('request_uri', 'urn:ietf:params:oauth:request_uri:invented');
    return site.answered(address);
  },
  'ensure-mismatched-dpop-jkt-fails': lacking({ dpop_jkt: 'A'.repeat(43) }),
  'ensure-token-endpoint-fails-with-mismatched-dpop-jkt': async () =>
    site.with({ bound: thief }).redeem(await site.login()),
  'ensure-holder-of-key-required': redeemed({ headers: (headers) => { delete headers.dpop; } }),
  'ensure-pkce-code-verifier-required': redeemed({ form: (fields) => fields.delete('code_verifier') }),
  'incorrect-pkce-code-verifier-rejected': redeemed({ form: (fields) => fields.set('code_verifier', 'w'.repeat(43)) }),
  'ensure-authorization-code-is-bound-to-client': async () => other.redeem(await site.login()),
  'attempt-reuse-authorization-code-after-one-second': async () => {
    const one = await site.login();
    await site.redeem(one);
    return site.redeem(one);
  },
  'client-test-invalid-authorization-response-iss': async () => {
    const one = await site.login();
    one.back.searchParams.set('iss', 'https://evil.example');
    return site.redeem(one);
  },
  'client-test-remove-authorization-response-iss': async () => {
    const one = await site.login();
    one.back.searchParams.delete('iss');
    return site.redeem(one);
  },
  'dpop-negative-tests-htm': proven((_, claims) => { claims.htm = 'POST'; }),
  'dpop-negative-tests-htm-missing': proven((_, claims) => { delete claims.htm; }),
  'dpop-negative-tests-htu': proven((_, claims) => { claims.htu = `${asked.issuer}/elsewhere`; }),
  'dpop-negative-tests-ath': proven((_, claims) => { claims.ath = 'AAAA'; }),
  'dpop-negative-tests-ath-missing': proven((_, claims) => { delete claims.ath; }),
  'dpop-negative-tests-nonce': proven((_, claims) => { claims.nonce = 'invented'; }),
  'dpop-negative-tests-nonce-missing': proven((_, claims) => { delete claims.nonce; }),
  'dpop-negative-tests-jti-missing': proven((_, claims) => { delete claims.jti; }),
  'dpop-negative-tests-iat-missing': proven((_, claims) => { delete claims.iat; }),
  'dpop-negative-tests-typ': proven((header) => { header.typ = 'JWT'; }),
  'dpop-negative-tests-jwk-missing': proven((header) => { delete header.jwk; }),
  'dpop-negative-tests-jwk-private': async () => {
    const jwk = await exportJWK(bound.privateKey);
    return proven((header) => { header.jwk = jwk; })();
  },
  'dpop-negative-tests-jwk-of-another-key': async () => {
    const jwk = await exportJWK(thief.publicKey);
    return proven((header) => { header.jwk = jwk; })();
  },
  'dpop-negative-tests-proof-used-before': async () => {
    const same = site.with({ proof: (_, claims) => { claims.jti = 'the-same'; } });
    await same.userinfo(given);
    return same.userinfo(given);
  },
  'dpop-negative-tests-two-proofs': () => site.with({ headers: (headers) => { headers.dpop &&= `${headers.dpop}, ${headers.dpop}`; } }).userinfo(given),
  'dpop-negative-tests-not-well-formed': shown(() => 'nonsense'),
  'dpop-negative-tests-signature': shown((proof) => `${proof.slice(0, -8)}AAAAAAAA`),
  'dpop-negative-tests-alg-none': shown((proof) => unsigned(proof)),
  'check-dpop-proof-nbf-exp-exp': proven((_, claims) => { claims.exp = now() - 120; }),
  'check-dpop-proof-nbf-exp-nbf': proven((_, claims) => { claims.nbf = now() + 120; }),
  'access-token-with-the-key-of-a-thief': () => site.with({ bound: thief }).userinfo(given),
  'access-token-without-proof': () => site.with({ headers: (headers) => { delete headers.dpop; } }).userinfo(given),
  'access-token-as-bearer': () => site.with({ headers: bearer }).userinfo(given),
  'refresh-token-with-the-key-of-a-thief': () => site.with({ bound: thief }).refresh(given.refresh_token),
  'refresh-token-without-proof': () => site.with({ headers: (headers) => { delete headers.dpop; } }).refresh(given.refresh_token),
  'refresh-token-of-another-client': () => other.refresh(given.refresh_token),
  'refresh-with-wider-scope': () => site.refresh(given.refresh_token, { scope: 'openid header' }),
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
  'exchange-with-the-key-of-nobody': () => site.exchange(given.id_token),
  'replay-takes-back-what-was-given': async () => {
    const one = await site.login();
    const tokens = await site.redeem(one);
    await refusal(site.redeem(one));
    return site.userinfo(tokens);
  },
});
