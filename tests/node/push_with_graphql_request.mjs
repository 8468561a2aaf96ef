// A provider that nobody here wrote a client for: openid-client gets the token, graphql-request pushes.
// Reads one JSON object on standard input: {issuer, endpoint, client_id, private_jwk, scope, document, variables}
// and prints the answer as JSON.
import { GraphQLClient } from "graphql-request";
import * as client from "openid-client";

const text = await new Response(process.stdin).text();
const input = JSON.parse(text);

const key = await crypto.subtle.importKey(
  "jwk",
  input.private_jwk,
  { name: "ECDSA", namedCurve: "P-256" },
  false,
  ["sign"],
);
const config = await client.discovery(
  new URL(input.issuer),
  input.client_id,
  undefined,
  client.PrivateKeyJwt({ key, kid: input.private_jwk.kid }),
  { execute: [client.allowInsecureRequests] },
);
const token = await client.clientCredentialsGrant(config, { scope: input.scope });
const provider = new GraphQLClient(input.endpoint, {
  headers: { authorization: `Bearer ${token.access_token}` },
});
console.log(JSON.stringify(await provider.request(input.document, input.variables)));
