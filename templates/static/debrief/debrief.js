// The debrief's pages: a print button, and on the wall the keys that step through the reveal.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const STEPS = {ArrowRight: "[data-step-on]", PageDown: "[data-step-on]", ArrowLeft: "[data-step-back]", PageUp: "[data-step-back]"};
document.addEventListener("keydown", (event) => {
  const link = STEPS[event.key] && document.querySelector(STEPS[event.key]);
  if (!link || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.click();
});
