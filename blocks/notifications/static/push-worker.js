// Shows what a push message says, also when no page of ours is open. It holds nothing personal: what kind of
// notification, from whom, and the path that leads to it after the login.

self.addEventListener("push", (event) => {
  const said = event.data.json();
  event.waitUntil(
    self.registration.showNotification(said.title, {
      body: said.body,
      lang: said.language,
      tag: said.tag,
      data: { path: said.path },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.path, self.location.origin);
  if (address.origin === self.location.origin) event.waitUntil(self.clients.openWindow(address.href));
});
