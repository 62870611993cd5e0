/* Counts the clock between events, listens to /live, and swaps parts of the page for newer ones.
   Parts that show something of the seat's own name it in data-own (cash, holdings, orders, seat, tasks).
   Needs no secure context. Pages add listeners by Tanlu.onView and, to fetch in a way of their own, Tanlu.onOwn. */
"use strict";
const Tanlu = (() => {
  document.documentElement.classList.add("js");
  const bar = document.getElementById("clockbar");
  const words = document.getElementById("words").dataset;
  const phases = JSON.parse(words.phases), lefts = JSON.parse(words.left), endings = JSON.parse(words.endings);
  /* Beats come every five seconds: after two that are missing the line is taken for lost. */
  const SILENT_AFTER = 11000, LOST_AFTER = 5000, ASK_MOST = 5000, SAY_EVERY = 5000, PAINT_EVERY = 200, RENEW_EVERY = 300, RENEW_LATER = 5000;
  const WAITS = [500, 1000, 2000, 4000, 8000, 15000], FINAL = [401, 403, 404, 409];
  const viewers = [], owners = [], renewed = [], due = new Set();
  const clock = {
    at: Number(bar.dataset.at), speed: Number(bar.dataset.speed), running: bar.dataset.running === "1",
    ends: bar.dataset.ends === "" ? null : Number(bar.dataset.ends),
    due: bar.dataset.due === "" ? null : Number(bar.dataset.due), next: bar.dataset.next, since: performance.now(), calls: null,
  };
  let face = bar.dataset.face, sequence = Number(bar.dataset.sequence || 0);
  let source = null, attempts = 0, heard = performance.now(), silent = 0, pending = null, painting = 0;
  let level = 0, began = 0, fresh = false, openings = 0, retry = 0, later = 0, received = 0, ended = false, renewing = false;

  const minus = (text) => text.replace("-", "\u2212");
  const number = (n) => n === null ? "\u2014" : minus(n.toLocaleString("en-US"));
  const price = (ticks) => {
    if (ticks === null) return "\u2014";
    const size = Math.abs(ticks), whole = Math.floor(size / 100).toLocaleString("en-US");
    return (ticks < 0 ? "\u2212" : "") + whole + "." + String(size % 100).padStart(2, "0");
  };
  const signed = (ticks) => ticks !== null && ticks > 0 ? "+" + price(ticks) : price(ticks);
  const clockTime = (at) => new Date(at).toISOString().slice(11, 19);
  const span = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000)), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(s / 3600), minutes = Math.floor(s / 60) % 60;
    return hours ? hours + ":" + two(minutes) + ":" + two(s % 60) : minutes + ":" + two(s % 60);
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const direction = (n) => n === null ? "unknown" : n > 0 ? "up" : n < 0 ? "down" : "flat";

  /* Writes a text only if it differs, and highlights it for a moment on request. */
  function write(node, text, tint) {
    if (!node || node.textContent === text) return false;
    node.textContent = text;
    if (tint && !document.hidden) {
      node.classList.remove("changed");
      void node.offsetWidth;
      node.classList.add("changed");
    }
    return true;
  }
  function turn(node, change) {
    if (!node) return;
    const now = direction(change);
    if (node.classList.contains(now)) return;
    node.classList.remove("up", "down", "flat", "unknown");
    node.classList.add(now);
  }
  const calling = document.getElementById("calling");
  const cell = (name) => bar.querySelector('[data-clock="' + name + '"]');
  /* What is said aloud: the newest, and at most once in five seconds unless somebody asks for it. */
  let saying = "", saidAt = -SAY_EVERY, sayLater = 0;
  function speak() {
    sayLater = 0;
    saidAt = performance.now();
    document.getElementById("said").textContent = saying;
  }
  function say(text, asked) {
    saying = text;
    const wait = asked ? 0 : saidAt + SAY_EVERY - performance.now();
    if (wait <= 0) { clearTimeout(sayLater); speak(); } else if (!sayLater) sayLater = setTimeout(speak, wait);
  }
  /* Held still: the clock goes on, everything else stays as it is until it is let go. */
  let held = null;
  function hold(still) {
    if (still === (held !== null)) return;
    const last = held;
    held = still ? {} : null;
    document.body.toggleAttribute("data-held", still);
    if (!still && last.view) viewers.forEach((viewer) => viewer(last.view));
    if (!still) renew();
  }

  /* Counts on between snapshots, but never past a due event that is not yet processed. */
  function now() {
    if (!clock.running) return clock.at;
    const at = clock.at + (performance.now() - clock.since) * clock.speed;
    return Math.min(at, clock.ends ?? at, clock.due ?? at);
  }
  function tick() {
    if (ended) return;
    if (bar.dataset.face === "lost") {
      const age = Math.round((performance.now() - heard) / 1000);
      write(cell("lost"), fill(words.attempt, { count: attempts, age: age }));
      return;
    }
    const at = now();
    write(cell("time"), clockTime(at));
    if (calling && clock.calls) calling.hidden = !clock.calls.length;
    if (calling && clock.calls && clock.calls.length) {
      const left = span((Math.max(...clock.calls.map((call) => call[1])) - at) / Math.max(clock.speed, 1));
      write(calling.querySelector("span"), fill(words.calling, { instruments: clock.calls.map((call) => call[0]).join(", "), left: left }));
    }
    if (clock.ends !== null && clock.next) {
      const left = clock.ends - at;
      write(cell("left"), lefts[clock.next] + " " + span(left));
      write(cell("real"), fill(words.real, { left: span(left / Math.max(clock.speed, 1)) }));
    }
  }
  function drawTrack(track) {
    const list = cell("track"), text = JSON.stringify(track);
    if (list.dataset.drawn === text) return;
    if (list.dataset.drawn) {
      const present = track.find((one) => one[1] === "now");
      if (present) say(phases[present[0]]);
    }
    list.dataset.drawn = text;
    list.replaceChildren(...track.map(([name, state]) => {
      const item = document.createElement("li");
      item.className = state;
      if (state === "now") item.setAttribute("aria-current", "step");
      item.textContent = phases[name];
      return item;
    }));
  }
  function faceOf(view, halted) {
    return standstill(view.clock) || (halted.length ? "halted" : "running");
  }
  function standstill(shown) {
    if (shown.trouble) return "stands";
    if (shown.over) return "over";
    if (!shown.started) return "waiting";
    return shown.running ? "" : "paused";
  }
  function drawClock(view) {
    const live = view.clock;
    const halted = Object.keys(view.instruments).filter((code) => view.instruments[code].halted);
    const rest = live.track.filter((one) => one[1] === "later");
    clock.calls = Object.keys(view.instruments).map((code) => [code, view.instruments[code].call_until]).filter((call) => call[1] !== null);
    Object.assign(clock, { at: live.at, speed: live.speed, running: live.running, ends: live.phase_ends_at,
      due: live.due_at, next: rest.length ? rest[0][0] : "", since: received || performance.now() });
    bar.dataset.standing = live.standing ? "1" : "0";
    const slept = document.getElementById("slept");
    write(slept, live.slept_s ? fill(words.slept, { seconds: number(live.slept_s) }) : "");
    slept.hidden = !live.slept_s;
    face = faceOf(view, halted);
    if (bar.dataset.face !== "lost" && !ended) bar.dataset.face = face;
    if (live.day) write(cell("day"), fill(words.day, { day: live.day, days: live.days }));
    write(cell("day_text"), live.day_text[words.language]);
    write(cell("speed"), String(live.speed));
    write(cell("halted"), halted.join(", "));
    if (!clock.next) { write(cell("left"), ""); write(cell("real"), ""); }
    drawTrack(live.track);
    tick();
  }

  /* Every page with a place for it shows the newest announcement until it is hidden there. */
  function drawAnnouncement(told) {
    const place = document.getElementById("announcement");
    if (!told || !place || Number(place.dataset.number) >= told.number) return;
    place.dataset.number = told.number;
    write(place.querySelector('[data-told="number"]'), String(told.number));
    write(place.querySelector('[data-told="at"]'), clockTime(told.at).slice(0, 5));
    const langs = words.language === "zh" ? ["zh", "en"] : ["en", "zh"];
    const texts = langs.filter((lang) => told.text[lang]).map((lang) => {
      const text = document.createElement("span");
      text.lang = lang === "zh" ? "zh-CN" : lang;
      text.textContent = told.text[lang] + " ";
      return text;
    });
    place.hidden = false;
    place.querySelector("p").replaceChildren(...texts);
    ownChanged(["news"]);
  }

  function take(view) {
    if (view.sequence < sequence) return;
    sequence = view.sequence;
    drawClock(view);
    drawAnnouncement(view.announcement);
    if (level && view.level > level) notice(fill(words.level, { level: view.level }), location.pathname + location.search);
    level = view.level;
    if (held) held.view = view; else viewers.forEach((viewer) => viewer(view));
  }
  function paint() {
    painting = 0;
    if (pending) { const view = pending; pending = null; take(view); }
  }
  function hear() {
    heard = performance.now();
    if (!fresh) return false;
    fresh = false;
    const was = bar.dataset.face === "lost";
    clearTimeout(silent);
    silent = 0; attempts = 0; openings += 1;
    bar.dataset.face = face;
    delete document.body.dataset.lost;
    write(cell("connection"), words.connected);
    if (was) say(words.again);
    return true;
  }
  function showLost() {
    bar.dataset.face = "lost";
    document.body.dataset.lost = "";
    tick();
  }
  /* What the line did not carry meanwhile is fetched: after every opening but the page's own. */
  function begin(view) {
    if (view.sequence < sequence || String(Number(view.clock.practice)) !== bar.dataset.practice) { afresh(); return; }
    if (openings > 1 || view.sequence > sequence) ownChanged(null);
  }
  /* Another lesson has this page's address: the receipt of a command in the old one is not shown in it. */
  function afresh() {
    const address = new URL(location.href);
    ["done", "refused"].forEach((name) => address.searchParams.delete(name));
    if (address.href === location.href) location.reload(); else location.replace(address.href);
  }
  function lost() {
    const refused = source && source.readyState === EventSource.CLOSED;
    drop();
    if (!silent && !document.hidden) silent = setTimeout(showLost, LOST_AFTER);
    if (refused) ask(); else again();
  }
  function again() {
    if (ended || document.hidden) return;
    const wait = later || WAITS[Math.min(attempts, WAITS.length - 1)] * (0.75 + Math.random() / 2);
    attempts += 1; later = 0;
    clearTimeout(retry);
    retry = setTimeout(open, wait);
  }
  /* A stream that is refused does not say why: the answer to the same request does. */
  async function ask() {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), ASK_MOST);
    try {
      const answer = await fetch(document.body.dataset.live, { credentials: "same-origin", signal: stop.signal });
      if (FINAL.includes(answer.status)) end((await answer.json()).refusal);
    } catch { /* no answer: the line is lost, not the lesson */ }
    clearTimeout(timer);
    stop.abort();
    again();
  }
  function end(refusal) {
    ended = true;
    close();
    face = "ended";
    bar.dataset.face = face;
    document.body.dataset.lost = "ended";
    document.body.dataset.ending = refusal.code;
    document.getElementById("notice").hidden = true;
    write(cell("ending"), endings[refusal.code] || endings["access.lesson_closed"]);
    write(cell("ended"), refusal.text[words.language] + (words.language === "zh" ? "" : " ") + words.nothing);
    say(cell("ended").textContent);
  }
  function open() {
    if (source || ended || document.hidden) return;
    clearTimeout(retry);
    began = performance.now();
    fresh = true;
    source = new EventSource(document.body.dataset.live);
    source.onerror = lost;
    source.addEventListener("view", (event) => {
      const view = JSON.parse(event.data), first = hear();
      if (first) begin(view);
      pending = view;
      received = heard;
      if (!painting) painting = setTimeout(paint, PAINT_EVERY);
    });
    source.addEventListener("beat", (event) => {
      hear();
      const told = JSON.parse(event.data);
      if (clock.running && told.sequence === sequence) { clock.at = told.at; clock.since = heard; }
    });
    source.addEventListener("own", (event) => { hear(); ownChanged(JSON.parse(event.data).changed); });
    source.addEventListener("moved", () => { ended = true; drop(); location.assign("/home"); });
    source.addEventListener("later", (event) => { later = JSON.parse(event.data).seconds * 1000; });
    source.addEventListener("closed", () => { drop(); ask(); });
  }
  function drop() {
    if (source) source.close();
    source = null;
  }
  function close() {
    drop();
    clearTimeout(silent);
    clearTimeout(retry);
    silent = 0;
  }
  function watch() {
    if (document.hidden || ended) return;
    if (source && performance.now() - Math.max(heard, began) > SILENT_AFTER) {
      drop();
      showLost();
      again();
    }
    renew();
    tick();
  }

  /* Replaces elements of this page by those with the same id in a newer rendering of an address;
     `spares` is asked when that has come, for a part may have been taken in use meanwhile. */
  async function swap(address, ids, spares = () => false) {
    const answer = await fetch(address, { credentials: "same-origin", headers: { "Tanlu-Part": "1" } });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const old = document.getElementById(id), fresher = fresh.getElementById(id);
      if (old && fresher && !spares(old) && old.outerHTML !== fresher.outerHTML) old.replaceWith(document.adoptNode(fresher));
    }
    return true;
  }
  /* Parts that have the focus, something typed or a preview are not replaced. */
  const busy = (part) => part.contains(document.activeElement) && document.activeElement !== document.body
    || part.querySelector("[data-dirty], [data-keep], details[open] form") !== null;

  /* Only the parts that show what has changed are fetched, in one request; those in use wait. */
  function ownChanged(kinds) {
    for (const part of document.querySelectorAll("[data-own]")) {
      if (!kinds || part.dataset.own.split(" ").some((kind) => kinds.includes(kind))) due.add(part.id);
    }
    owners.forEach((owner) => owner(kinds));
    renew();
  }
  async function renew() {
    const here = (id) => document.getElementById(id);
    const ids = [...due].filter((id) => here(id) && !busy(here(id)));
    if (renewing || ended || held || !ids.length) return;
    renewing = true;
    ids.forEach((id) => due.delete(id));
    const before = ownNews(), done = await swap(location.href.split("#")[0], ids, busy).catch(() => false);
    ids.filter((id) => here(id) && busy(here(id))).forEach((id) => due.add(id));
    if (done) announce(before, ownNews()); else ids.forEach((id) => due.add(id));
    setTimeout(() => { renewing = false; renew(); }, done ? RENEW_EVERY : RENEW_LATER);
  }
  function ownNews() {
    const entry = document.getElementById("nav-tasks");
    return { href: entry && entry.href, count: Number(entry?.querySelector(".badge")?.textContent || 0) };
  }
  function announce(before, now) {
    if (now.count > before.count) notice(fill(words.task, { count: now.count }), now.href);
    else if (now.count < before.count) document.getElementById("notice").hidden = true;
    renewed.forEach((hearer) => hearer());
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (document.body.dataset.lost !== undefined) {
      event.preventDefault();
      say(ended ? words.nothing : words.offline, true);
      return;
    }
    if (document.body.dataset.beside === "look" && form.method === "post") {
      event.preventDefault();
      return;
    }
    if (form.dataset.once !== undefined) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    }
    if (form.dataset.swap) {
      event.preventDefault();
      const address = new URL(form.action);
      address.search = new URLSearchParams(new FormData(form)).toString();
      const id = form.dataset.swap;
      swap(address.href, [id]).then((done) => {
        if (!done) { location.assign(address.href); return; }
        history.replaceState(null, "", address.href);
        const target = document.getElementById(id);
        const sheet = target.querySelector("[data-focus], [aria-invalid]");
        if (sheet) sheet.focus({ preventScroll: false });
      });
    }
  });
  document.querySelector("[data-dismiss]")?.addEventListener("click", () => {
    document.getElementById("announcement").hidden = true;
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form) form.dataset.dirty = "";
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.submit !== undefined) event.target.form.requestSubmit();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); else { attempts = 0; open(); } });
  addEventListener("online", () => { if (retry) { attempts = 0; open(); } });
  /* A link to a deed that is folded opens it. */
  function unfold() {
    const at = location.hash && document.getElementById(location.hash.slice(1));
    if (at && at.matches("details")) at.open = true;
  }
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    if (event.persisted) open();
  });
  const first = document.querySelector(".refusal [data-focus]");
  if (first) first.focus();
  setInterval(watch, 1000);
  open();
  /* A line under the clock bar that stays until it is followed. */
  function notice(text, href) {
    const place = document.getElementById("notice"), link = place.querySelector("a");
    link.textContent = text;
    link.href = href;
    place.hidden = false;
    say(link.textContent);
    link.addEventListener("click", () => { place.hidden = true; }, { once: true });
  }
  return { hold, write, sequence: () => sequence, turn, notice, number, price, signed, clockTime, say, swap, busy, now, standstill,
    onView: (viewer) => viewers.push(viewer), onOwn: (owner) => owners.push(owner), onRenewed: (hearer) => renewed.push(hearer) };
})();
