// Turns notifications on in this browser: asks it for a subscription and sends that with the form around the button.

const part = document.getElementById("push");
const form = part.querySelector("form[data-key]");
const { key, worker, scope } = form.dataset;
const own = globalThis.trustedTypes?.createPolicy("push-worker", {
  createScriptURL: (path) => {
    if (path !== worker) throw new TypeError("only our own worker");
    return path;
  },
});

function bytes(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Shows one state, and the button where there is something to turn on.
function show(state) {
  for (const one of part.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
  form.hidden = state === "on" || state === "unsupported";
}

function isOurs(subscription) {
  return subscription && text(subscription.options.applicationServerKey) === key;
}

async function subscribed() {
  await navigator.serviceWorker.register(own ? own.createScriptURL(worker) : worker, { scope });
  const registration = await navigator.serviceWorker.getRegistration(scope);
  await active(registration);
  const former = await registration.pushManager.getSubscription();
  if (former) await former.unsubscribe(); // somebody else's who uses this browser, turned off, or of a former key
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

async function active(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return;
  await new Promise((resolve) => {
    coming.addEventListener("statechange", () => coming.state === "activated" && resolve());
  });
}

async function turnOn(event) {
  event.preventDefault();
  show("waiting");
  try {
    const given = await subscribed();
    form.elements.endpoint.value = given.endpoint;
    form.elements.p256dh.value = text(given.getKey("p256dh"));
    form.elements.auth.value = text(given.getKey("auth"));
    form.submit();
  } catch {
    show(Notification.permission === "denied" ? "denied" : "failed");
  }
}

// Whether this browser is one of those that the page lists; one that was turned off elsewhere is off.
async function isOn() {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const subscription = await registration?.pushManager.getSubscription();
  const known = [...part.querySelectorAll("[data-endpoint]")].map((one) => one.dataset.endpoint);
  return isOurs(subscription) && known.includes(subscription.endpoint);
}

async function begin() {
  if (!("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis)) return;
  form.addEventListener("submit", turnOn);
  show((await isOn()) ? "on" : "off");
}

begin();
