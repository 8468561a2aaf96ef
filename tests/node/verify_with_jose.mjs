// A relying party that keeps each JWK set for as long as it was told (Cache-Control) and never asks before.
// First line of its input: {"jwks": [address, ...], "issuer"}; then a token a line, answered by a line.
import { createInterface } from "node:readline";
import { createRemoteJWKSet, jwtVerify } from "jose";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { jwks, issuer } = JSON.parse((await lines.next()).value);
const sets = [];
for (const address of jwks) {
  const kept = /max-age=(\d+)/.exec((await fetch(address)).headers.get("cache-control"))[1];
  sets.push(createRemoteJWKSet(new URL(address), { cacheMaxAge: kept * 1000, cooldownDuration: Infinity }));
}
for await (const token of lines) {
  const problems = [];
  for (const set of sets)
    await jwtVerify(token, set, { issuer, algorithms: ["ES256"] }).catch((error) => problems.push(error.code));
  console.log(problems.join(" ") || "ok");
}
