// Warns two minutes before the citizen's session ends, and says when it ended or became somebody else's.
// Asking does not prolong the session. Nothing on the page is touched: what was typed stays.

const EVERY = 60;
const EVERY_NOW = 15;
const dialog = document.getElementById("cp-session");
const { path, mark } = dialog.dataset;
const warning = Number(dialog.dataset.warning);
let endsAt = Date.now() + Number(dialog.dataset.left) * 1000;
let askedAt = Date.now();
let isAsking = false;
let state = "";

function secondsLeft() {
  return Math.max(0, Math.round((endsAt - Date.now()) / 1000));
}

function isOver() {
  return state === "ended" || state === "changed";
}

// Shows one part of the dialog, or none.
function show(next) {
  if (next === state || isOver()) return;
  state = next;
  for (const part of dialog.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== next;
  if (!next) {
    dialog.close();
    return;
  }
  dialog.setAttribute("aria-labelledby", `cp-session-${next}`);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[data-state]:not([hidden]) :is(a, button)").focus();
}

async function ask() {
  askedAt = Date.now();
  isAsking = true;
  try {
    const answer = await fetch(`${path}/status`, { cache: "no-store" });
    if (answer.ok) take(await answer.json());
  } catch {
    if (secondsLeft() <= warning) show("ending"); // offline: what was known still holds
  } finally {
    isAsking = false;
  }
}

function take(said) {
  if (!said.mark) return show("ended");
  if (said.mark !== mark) return show("changed");
  endsAt = Date.now() + said.left * 1000;
  document.dispatchEvent(new CustomEvent("cp-status", { detail: said }));
  if (said.left > warning) return show("");
  return show(said.last ? "last" : "ending");
}

function tick() {
  if (isOver() || isAsking) return;
  const left = secondsLeft();
  const minutes = Math.floor(left / 60);
  for (const place of dialog.querySelectorAll("[data-left]")) {
    place.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
  }
  const every = left > warning ? EVERY : EVERY_NOW;
  const isDue = Date.now() - askedAt >= every * 1000;
  const isWarned = left > warning || state !== "";
  if (!isWarned || (isDue && !document.hidden) || (left === 0 && isDue)) ask();
}

function askWhenSeen() {
  if (!document.hidden && !isOver()) ask();
}

async function stay(event) {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  await fetch(path, { method: "POST", body, redirect: "manual" }).catch(() => undefined);
  await ask();
}

dialog.addEventListener("submit", stay);
document.addEventListener("visibilitychange", askWhenSeen);
window.addEventListener("pageshow", (event) => event.persisted && askWhenSeen());
setInterval(tick, 1000);
tick();
if (document.getElementById("cp-news")) ask(); // what is unread now, so that more of it is noticed
