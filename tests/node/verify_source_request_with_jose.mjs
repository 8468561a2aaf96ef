// A provider's verifier of our questions, as docs/source-api/authentication.md shows it, asked by our tests.
// Its input: {"jwks": address, "issuer", "calls": [{"token", "body", "address"}]}; it answers a JSON list of booleans.
import { createHash } from "node:crypto";
import { createRemoteJWKSet, jwtVerify } from "jose";

const seen = new Map(); // jti -> exp; in your database where several processes answer

async function isTheirs(token, body, address, issuer, keys) {
  const { payload: claims } = await jwtVerify(token, keys, {
    issuer,
    audience: address,
    typ: "source-request+jwt",
    algorithms: ["ES256"],
    requiredClaims: ["iat", "exp", "jti", "digest"],
    maxTokenAge: 60,
    clockTolerance: 30,
  }).catch(() => ({ payload: {} }));
  const digest = createHash("sha256").update(body).digest("base64url");
  const now = Date.now() / 1000;
  for (const [jti, until] of seen) if (until < now) seen.delete(jti);
  if (claims.digest !== digest || claims.exp - claims.iat > 60 || seen.has(claims.jti)) return false;
  seen.set(claims.jti, claims.exp + 30);
  return true;
}

const said = [];
for await (const piece of process.stdin) said.push(piece);
const { jwks, issuer, calls } = JSON.parse(Buffer.concat(said));
const keys = createRemoteJWKSet(new URL(jwks));
const answers = [];
for (const call of calls) answers.push(await isTheirs(call.token, call.body, call.address, issuer, keys));
console.log(JSON.stringify(answers));
