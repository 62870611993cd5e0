/* Live parts held still, the book read aloud, and the list of keys; for everybody, and for screen readers. */
"use strict";
(() => {
  const all = (name) => [...document.querySelectorAll("[data-" + name + "]")];
  const bar = document.getElementById("held"), keys = document.getElementById("keys");
  let still = false;
  function hold() {
    still = !still;
    Tanlu.hold(still);
    bar.hidden = !still;
    if (still) Tanlu.write(bar.querySelector("span"), bar.dataset.text.replace("{time}", Tanlu.clockTime(Tanlu.now())));
    for (const button of all("hold")) button.setAttribute("aria-pressed", String(still));
    Tanlu.say(still ? bar.querySelector("span").textContent : bar.dataset.again, true);
  }
  function read() {
    if (Tanlu.book) Tanlu.say(Tanlu.book(), true);
  }
  function list() {
    if (keys.open) keys.close(); else keys.showModal();
  }
  if (!Tanlu.book) for (const button of all("read")) button.hidden = true;
  const deeds = { hold, read, keys: list };
  for (const [name, deed] of Object.entries(deeds)) for (const button of all(name)) button.addEventListener("click", deed);
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
    const deed = { h: hold, r: read, "?": list }[event.key.toLowerCase()];
    if (deed) { event.preventDefault(); deed(); }
  });
})();
