/** The text of HTML, never handed to the browser as HTML: what comes out of here is only put into text nodes. */

const UNSEEN = /<!--[^]*?-->|<(script|style|template)\b[^]*?<\/\1\s*>/gi;
const BREAKS = /<\/?(?:br|d[dt]|div|h[1-6]|hr|li|[ou]l|p|t[dhr])\b[^>]*>/gi;
const TAG = /<\/?[a-z][^>]*>/gi;
const REFERENCE = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi;

/** Character references that Dutch, French and German texts use; letters with an accent are put together below. */
const NAMED: Record<string, string> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", shy: "\u00ad", euro: "€", sect: "§", deg: "°",
  ndash: "–", mdash: "—", hellip: "…", middot: "·", bull: "•", lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”",
  bdquo: "„", laquo: "«", raquo: "»", szlig: "ß", aelig: "æ", AElig: "Æ", oelig: "œ", OElig: "Œ",
};
const ACCENTED = /^([a-z])(acute|grave|circ|uml|cedil|tilde|ring)$/i;
const ACCENTS: Record<string, string> = {
  acute: "\u0301", grave: "\u0300", circ: "\u0302", uml: "\u0308", cedil: "\u0327", tilde: "\u0303", ring: "\u030a",
};

export function textOf(html: string): string {
  const bare = html.replace(UNSEEN, "").replace(BREAKS, " ").replace(TAG, "");
  return bare.replace(REFERENCE, character).replace(/\s+/g, " ").trim();
}

/** Say what a reference stands for; one that we do not know stays as it is. */
function character(reference: string, hexadecimal?: string, decimal?: string, name = ""): string {
  const code = hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal);
  if (code > 0) return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  const [, letter, accent = ""] = ACCENTED.exec(name) ?? [];
  return letter ? (letter + ACCENTS[accent.toLowerCase()]).normalize() : (NAMED[name] ?? reference);
}
