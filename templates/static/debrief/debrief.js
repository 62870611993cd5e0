// The debrief's pages: a print button, and on the wall the keys that step through the reveal.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
