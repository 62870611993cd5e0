/* The offset form: fetches the page again while the visitor types and replaces the answer. Focus,
   selection and folded parts of the form stay. Without scripts, the button Check sends the form. */
"use strict";
(() => {
  const form = document.querySelector("[data-offset-form]"), status = document.getElementById("offset-status");
  const WAIT_MS = 250;
  let timer = 0, asked = 0;

  /* The address of the form without empty fields; lots keep their numbers. */
  function address() {
    const query = new URLSearchParams();
    for (const [name, text] of new FormData(form)) if (text.trim()) query.append(name, text.trim());
    return form.getAttribute("action") + "?" + query.toString();
  }
  /* Marks the same fields as the server does: those of the market in detail, or of the nine. */
  function mark(answer) {
    const detail = answer.querySelector(".detail") || answer;
    const links = [...detail.querySelectorAll("a[data-field]")].filter((link) => !link.closest(".further"));
    const wanted = new Set(links.map((link) => link.hash.slice(1)));
    for (const field of form.querySelectorAll("input[id], select[id]")) {
      if (wanted.has(field.id)) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  function unfolded(part) {
    return [...part.querySelectorAll("details")].map((one) => {
      const near = one.closest("[id]");
      return one.open ? (near ? near.id : "") + " " + one.className : "";
    }).filter(Boolean);
  }
  async function ask() {
    const number = asked += 1, href = address();
    try {
      const response = await fetch(href, { credentials: "same-origin", headers: { "Tanlu-Part": "1" } });
      if (!response.ok || number !== asked) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("answer");
      const old = document.getElementById("answer");
      if (!fresh || number !== asked) return;
      const open = new Set(unfolded(old)), inside = old.contains(document.activeElement);
      for (const one of fresh.querySelectorAll("details")) {
        const near = one.closest("[id]");
        if (open.has((near ? near.id : "") + " " + one.className)) one.open = true;
      }
      if (inside) return;
      old.replaceWith(document.adoptNode(fresh));
      mark(fresh);
      const tally = fresh.querySelector("[data-tally]");
      status.textContent = tally ? tally.textContent : "";
      history.replaceState(null, "", href);
      const language = document.querySelector("a.language");
      if (language) language.href = href + "&lang=" + new URL(language.href).searchParams.get("lang");
    } catch { /* the button Check still works */ }
  }
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT_MS); });
  form.addEventListener("submit", () => { clearTimeout(timer); asked += 1; });
  /* A link to a field unfolds the parts around it and moves the focus there. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-field]");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    for (let part = field.parentElement; part; part = part.parentElement) {
      if (part.tagName === "DETAILS") part.open = true;
    }
    field.focus();
  });
})();
