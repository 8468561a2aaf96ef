// Says that something came since the page was shown. Nothing else on the page is touched, and nothing moves.

const place = document.getElementById("cp-news");
const said = document.getElementById("cp-news-said");
let least;

document.addEventListener("cp-status", ({ detail: { unread } }) => {
  if (typeof unread !== "number") return;
  least = Math.min(least ?? unread, unread);
  if (unread > least && !place.hasChildNodes()) place.append(said.content.cloneNode(true));
});
