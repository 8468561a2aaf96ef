/** Requests bound to a key (RFC 9449) that is made for this page and that nobody can export. */

/** ES256 (RFC 7518 section 3.4): for making the key, and for signing with it. */
const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Where to post to, or what posts a proof for us. */
export type Address = string | ((proof: string) => Promise<Response>);

/** Post with a proof for `htu`, and with a token where there is one; once more when another nonce is wished for. */
export type Post = (address: Address, htu: string, request: RequestInit, token?: string) => Promise<Response>;

/** Make a key; what it signs is all that can be had of it. */
export function boundToKey(): Post {
  let pair: Promise<CryptoKeyPair> | undefined;
  /** One nonce for all: token endpoint and gateway are one server. */
  let nonce: string | undefined;

  return async (...bound) => {
    const used = nonce;
    const answer = await send(...bound);
    if (answer.ok || nonce === used) return answer;
    void answer.body?.cancel();
    return send(...bound);
  };

  async function send(...[address, htu, request, token]: Parameters<Post>): Promise<Response> {
    const headers = new Headers(request.headers);
    const proof = await proved(htu, token);
    headers.set("DPoP", proof);
    if (token) headers.set("Authorization", `DPoP ${token}`);
    const answer = await (typeof address === "string"
      ? fetch(address, { ...request, method: "POST", headers })
      : address(proof));
    nonce = answer.headers.get("dpop-nonce") ?? nonce;
    return answer;
  }

  /** Prove that we hold the key for one POST to `htu`, with the token's hash where a token goes along. */
  async function proved(htu: string, token?: string): Promise<string> {
    pair ??= crypto.subtle.generateKey(ES256, false, ["sign", "verify"]);
    const { privateKey, publicKey } = await pair;
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    const signed = [
      { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } },
      {
        jti: crypto.randomUUID(),
        htm: "POST",
        htu,
        iat: Math.floor(Date.now() / 1000),
        nonce,
        ath: token && base64url(await crypto.subtle.digest("SHA-256", utf8(token))),
      },
    ].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
    return `${signed}.${base64url(await crypto.subtle.sign(ES256, privateKey, utf8(signed)))}`;
  }
}

/** Turn base64 into base64url (RFC 4648 section 5), unpadded. */
export function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  return urlSafe(btoa(String.fromCharCode(...new Uint8Array(bytes))));
}
