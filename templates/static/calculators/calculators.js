/* Recalculates when a field changes: fetches the page's address with the new values and replaces the
   answer. Fields and focus stay. Without scripts, the form's button sends it. */
"use strict";
(() => {
  const said = document.querySelector("[data-said]");
  let newest = 0;

  function place(fresh) {
    for (const old of document.querySelectorAll("[data-answer]")) {
      const fresher = fresh.getElementById(old.id);
      if (fresher && old.outerHTML !== fresher.outerHTML) old.replaceWith(document.adoptNode(fresher));
    }
    for (const field of document.querySelectorAll("[data-calculator] .field")) {
      const input = field.querySelector("input, select"), wrong = field.querySelector(".field-error");
      if (wrong) {
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", input.id + "-error");
      } else {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
    }
  }
  /* Adds a row to a form when its last row is filled in. */
  function grow(form, fresh) {
    const rows = form.querySelectorAll(".sheet-row"), fresher = fresh.getElementById(form.id);
    const more = [...fresher.querySelectorAll(".sheet-row")];
    const last = rows[rows.length - 1];
    more.slice(rows.length - 1, -1).forEach((row) => last.before(document.adoptNode(row)));
  }
  async function calculate(form) {
    const turn = ++newest, address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    document.body.classList.add("busy");
    try {
      const answer = await fetch(address.href, { credentials: "same-origin" });
      const text = await answer.text();
      if (turn !== newest) return;
      if (!answer.ok) { location.assign(address.href); return; }
      const fresh = new DOMParser().parseFromString(text, "text/html");
      grow(form, fresh);
      place(fresh);
      address.hash = "";
      history.replaceState(null, "", address.href);
      const result = document.querySelector("#" + form.id + "-answer .answer, #" + form.id + "-answer [data-headline], #" + form.id + "-answer .fault-head");
      if (said) said.textContent = result ? result.textContent.replace(/\s+/g, " ").trim() : "";
    } catch (error) {
      if (turn === newest) location.assign(address.href);
    } finally {
      if (turn === newest) document.body.classList.remove("busy");
    }
  }

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.dataset.calculator !== undefined) calculate(form);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.calculator === undefined) return;
    event.preventDefault();
    calculate(event.target);
  });
})();
