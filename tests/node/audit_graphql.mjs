// Asks npm graphql-http whether an endpoint speaks GraphQL over HTTP. In: {url, token}. Out: [{id, name, status, reason}].
import { text } from "node:stream/consumers";
import { serverAudits } from "graphql-http";

const { url, token } = JSON.parse(await text(process.stdin));
const fetchFn = (address, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return fetch(address, { ...init, headers });
};
const results = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  results.push({ id, name, status, reason });
}
console.log(JSON.stringify(results));
