/* The trainer's page: refreshes the seats at most every five seconds; finds a seat by name. */
"use strict";
(() => {
  const EVERY = 5000;
  let due = 0, dirty = false;
  const finder = document.querySelector("[data-find]");
  function find() {
    const wanted = finder.value.trim().toLowerCase();
    for (const row of document.querySelectorAll("#" + finder.dataset.find + " tbody tr")) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    }
  }
  async function refresh() {
    due = 0;
    dirty = false;
    const parts = [...document.querySelectorAll("[data-room]")];
    const inUse = (part) => Tanlu.busy(part) || part.querySelector(".ask[open]") !== null;
    const ids = parts.filter((part) => !inUse(part)).map((part) => part.id);
    try {
      await Tanlu.swap(location.href.split("#")[0].split("?")[0] + location.search, ids, inUse);
      find();
    } catch { /* the clock bar shows the lost connection */ }
    if (dirty) later();
  }
  function later() {
    dirty = true;
    if (!due && !document.hidden) due = setTimeout(refresh, EVERY);
  }
  Tanlu.onView(later);
  finder.addEventListener("input", find);
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/") { event.preventDefault(); finder.focus(); }
    if (event.key === "Escape" && location.hash === "#room") location.hash = "main";
  });
})();
