/** Where a link may lead: a web page, a mailbox, a telephone. */

const LEADS = ["http:", "https:", "mailto:", "sms:", "tel:"];

/** Resolve an address; none where a citizen cannot safely follow it (`javascript:` and the like). */
export function addressOf(given: string | null | undefined): string | undefined {
  const address = given ? URL.parse(given, document.baseURI) : null;
  return address && LEADS.includes(address.protocol) ? address.href : undefined;
}
