/** Requests bound to a key (RFC 9449) that is made for this page and that nobody can export. */

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

export interface Bound {
  /** Where to post to, and for which address the proof is (a site relays it to another than it is asked at). */
  address: string;
  htu: string;
  token?: string;
  request: RequestInit;
}

export class Key {
  #pair: Promise<CryptoKeyPair> | undefined;
  /** One nonce for all: token endpoint and gateway are one server. */
  #nonce: string | undefined;

  /** Post with a proof; once more when another nonce is wished for (section 8). */
  async post(bound: Bound): Promise<Response> {
    const used = this.#nonce;
    const answer = await this.#send(bound);
    if (answer.ok || this.#nonce === used) return answer;
    void answer.body?.cancel();
    return this.#send(bound);
  }

  async #send({ address, htu, token, request }: Bound): Promise<Response> {
    const headers = new Headers(request.headers);
    headers.set("DPoP", await this.#proof(htu, token));
    if (token) headers.set("Authorization", `DPoP ${token}`);
    const answer = await fetch(address, { ...request, method: "POST", headers });
    this.#nonce = answer.headers.get("dpop-nonce") ?? this.#nonce;
    return answer;
  }

  /** Prove that we hold the key for one POST to `htu`, with the token's hash where a token goes along. */
  async #proof(htu: string, token?: string): Promise<string> {
    this.#pair ??= crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
    const { privateKey, publicKey } = await this.#pair;
    const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
    const signed = [
      { typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } },
      {
        jti: crypto.randomUUID(),
        htm: "POST",
        htu,
        iat: Math.floor(Date.now() / 1000),
        nonce: this.#nonce,
        ath: token && base64url(await crypto.subtle.digest("SHA-256", utf8(token))),
      },
    ].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
    return `${signed}.${base64url(await crypto.subtle.sign(SIGNATURE, privateKey, utf8(signed)))}`;
  }
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
