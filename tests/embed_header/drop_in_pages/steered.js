// Everything before the header is there: what a site does in its head.
const client = window.globalHeaderClient;

client.accessMenu.setMainLinks([
  { label: "Contact", href: "/contact" },
  { label: "Feedback", href: "https://example.com/feedback", isExternal: true, target: "_blank" },
]);

client.accessMenu.setProfile({
  active: true,
  loginUrl: "https://login.url.be",
  logoutUrl: "https://logout.url.be",
  switchCapacityUrl: "https://switchcapacity.url.be",
  idpData: {
    user: { firstName: "John", name: "Doe" },
    loginHint: "user-login-hint",
    identities: [
      {
        user: { firstName: "John", name: "Doe" },
        onBehalfOf: { firstName: "Jane", name: "Smith", code: "BUR" },
        loginHint: "identity1-login-hint",
      },
      {
        user: { firstName: "Alice", name: "Johnson" },
        onBehalfOf: { identifier: "BE04987987987", name: "Company XYZ", code: "EA" },
        loginHint: "identity2-login-hint",
      },
    ],
  },
});
