/* A seat's requests on every page: a line when one was decided, and a badge until they were looked at. */
"use strict";
(() => {
  const body = document.body, place = "tanlu-asked-" + body.dataset.seat;
  const lines = () => [...document.querySelectorAll("#nav-asked [data-asked]")];
  const states = () => Object.fromEntries(lines().map((line) => [line.dataset.asked, line.dataset.state]));
  let kept = null;
  /* What was looked at stays on this device; where nothing may be stored, as long as the page. */
  function seen() {
    try { kept = JSON.parse(localStorage.getItem(place)) || kept; } catch { /* kept in the page only */ }
    return kept;
  }
  function keep(known) {
    kept = known;
    try { localStorage.setItem(place, JSON.stringify(known)); } catch { /* kept in the page only */ }
  }
  function unseen() {
    const known = seen();
    return lines().filter((line) => known[line.dataset.asked] !== line.dataset.state);
  }
  /* One's own new request is no news: it counts from its first decision on. */
  function begin() {
    const known = seen();
    if (!known) { keep(states()); return; }
    const fresh = lines().filter((line) => !(line.dataset.asked in known) && line.dataset.tone === "wait");
    if (fresh.length) keep({ ...known, ...Object.fromEntries(fresh.map((line) => [line.dataset.asked, line.dataset.state])) });
  }
  function count() {
    const number = unseen().length;
    for (const badge of document.querySelectorAll("[data-unseen]")) {
      badge.hidden = !number;
      badge.textContent = String(number);
    }
  }
  const list = document.getElementById("requests");
  function looked() {
    const fresh = unseen().map((line) => line.dataset.asked);
    keep(states());
    for (const key of fresh) document.querySelector('[data-request="' + key + '"]')?.classList.add("fresh");
  }
  let before = states();
  Tanlu.onRenewed(() => {
    const news = lines().filter((line) => line.dataset.asked in before && before[line.dataset.asked] !== line.dataset.state);
    before = { ...before, ...states() };
    begin();
    if (list) looked();
    count();
    if (news.length) Tanlu.notice(news[0].textContent, body.dataset.requests + "#" + news[0].dataset.asked);
  });
  begin();
  if (list) looked();
  count();
})();
