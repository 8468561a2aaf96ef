/** Proof of possession (RFC 9449) with a key that is made for this page and that nobody can export. */

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };

export class Proofs {
  #pair: Promise<CryptoKeyPair> | undefined;

  /** Prove that we hold the key for one POST to `htu`, with the token's hash where a token goes along. */
  async for(htu: string, nonce: string | undefined, token?: string): Promise<string> {
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
        nonce,
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
