// What a relying party checks of a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6), by `jose`.
// Its input: {"token", "jwks", "issuer", "audience"}; prints the claims, or fails.
import { readFileSync } from "node:fs";
import { createLocalJWKSet, jwtVerify } from "jose";

const { token, jwks, issuer, audience } = JSON.parse(readFileSync(0, "utf8"));
const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), {
  issuer,
  audience,
  typ: "logout+jwt",
  algorithms: ["ES256"],
  requiredClaims: ["iat", "exp", "jti", "events"],
  maxTokenAge: "2 minutes",
});
const event = payload.events["http://schemas.openid.net/event/backchannel-logout"];
if (typeof event !== "object" || "nonce" in payload || !(payload.sid || payload.sub)) process.exit(1);
console.log(JSON.stringify(payload));
