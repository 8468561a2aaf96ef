// The token lives in this variable only: not in the address, not in storage.
let token = "";
const root = ReactDOM.createRoot(document.getElementById("explorer"));

async function ask(question) {
  const answer = await fetch("/provider/graphql", {
    method: "POST",
    credentials: "omit",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      Authorization: `Bearer ${token}`,
    },
    body: JSON.stringify(question),
  });
  return answer.json();
}

document.getElementById("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  token = document.getElementById("token").value.trim();
  root.render(
    React.createElement(GraphiQL, {
      key: String(Date.now()),
      fetcher: ask,
      storage: { getItem: () => null, setItem() {}, removeItem() {}, clear() {}, length: 0 },
      isHeadersEditorEnabled: false,
      defaultQuery: `{
  directory {
    provider { code name { language text } }
    services { code name { language text } }
  }
}
`,
    }),
  );
});
