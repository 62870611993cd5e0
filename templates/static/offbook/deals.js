/* Refreshes the seat's parts of an off-book page whenever somebody has acted. */
"use strict";
(() => {
  let fetching = false, again = false;
  async function refresh() {
    if (fetching) { again = true; return; }
    fetching = true;
    const parts = [...document.querySelectorAll("[data-mine]")].filter((part) => !Tanlu.busy(part) && !part.querySelector(".deal-second"));
    try {
      await Tanlu.swap(location.href.split("#")[0], parts.map((part) => part.id));
    } catch { /* the clock bar shows the lost connection */ }
    fetching = false;
    if (again) { again = false; setTimeout(refresh, 300); }
  }
  Tanlu.onOwn(refresh);
})();
