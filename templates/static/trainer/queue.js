/* A page of help: its parts are asked for again at most every five seconds, when the lesson has moved. */
"use strict";
(() => {
  const EVERY = 5000;
  let due = 0;
  async function refresh() {
    due = 0;
    const parts = [...document.querySelectorAll("[data-room]")].filter((part) => !Tanlu.busy(part));
    try {
      await Tanlu.swap(location.href.split("#")[0].split("?")[0], parts.map((part) => part.id));
    } catch { /* the clock bar shows the lost connection */ }
  }
  Tanlu.onView(() => { if (!due && !document.hidden) due = setTimeout(refresh, EVERY); });
})();
