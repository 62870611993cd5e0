/* The wall: clock, price, chart and trades from the public snapshot; language, colours, screen and instrument by keys.
   What no snapshot has is asked for when the stream says that it changed. */
"use strict";
(() => {
  const { write, turn, number, price, signed, clockTime } = Tanlu;
  const body = document.body, bar = document.getElementById("clockbar");
  const $ = (selector, within) => (within || document).querySelector(selector);
  const cell = (name) => $('[data-cell="' + name + '"]');
  const words = JSON.parse(body.dataset.words);
  const TURN_EVERY = 20000, LANGUAGE_EVERY = 10000, ASK_EVERY = 2000, ASK_AGAIN = 5000, POINTER_RESTS = 2000;
  const CYCLE = ["zh", "en", "both", "turn"], TRADES = 9;
  const chosen = { show: body.dataset.show, theme: body.dataset.theme, screen: body.dataset.screen,
    turn: body.dataset.turn, instrument: body.dataset.instrument };
  let view = null, picture = null, turned = Date.now(), asking = 0, missed = false;

  /* --- texts in two languages ------------------------------------------------------------- */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  function put(place, pair, values) {
    write($('[lang="zh-CN"]', place), fill(pair[0], values || {}));
    write($('[lang="en"]', place), fill(pair[1], values || {}));
  }
  const inBoth = (text) => [text, text];

  /* --- what is chosen stays in the address -------------------------------------------------- */
  function choose(name, value) {
    chosen[name] = value;
    const address = new URL(location.href);
    for (const key of Object.keys(chosen)) {
      if (chosen[key]) address.searchParams.set(key, chosen[key]); else address.searchParams.delete(key);
    }
    history.replaceState(null, "", address.href);
    show();
  }
  function show() {
    body.dataset.theme = chosen.theme;
    if (chosen.show !== "turn") body.dataset.shown = chosen.show;
    else if (body.dataset.shown === "both") body.dataset.shown = "zh";
    document.documentElement.lang = body.dataset.shown === "en" ? "en" : "zh-CN";
    body.dataset.now = screenNow();
    body.toggleAttribute("data-before", beforeBell());
    draw();
  }
  /* Before the first bell the lobby, afterwards the market; the key L shows the other one. */
  function beforeBell() {
    if (!view) return bar.dataset.face === "waiting";
    const present = view.clock.track.find((one) => one[1] === "now");
    return !view.clock.started || (view.clock.day <= 1 && present && present[0] === "pre");
  }
  const screenNow = () => chosen.screen || (beforeBell() ? "lobby" : "live");
  const codes = () => Object.keys(picture.instruments);
  const code = () => picture.instruments[chosen.instrument] ? chosen.instrument : codes()[0];
  function step(by) {
    const all = codes(), at = all.indexOf(code());
    turned = Date.now();
    choose("instrument", all[(at + by + all.length) % all.length]);
  }

  /* --- the server's parts ------------------------------------------------------------------- */
  function read() {
    const holder = $("#picture"), instruments = {};
    for (const item of holder.children) {
      instruments[item.dataset.code] = { volume: Number(item.dataset.volume), points: JSON.parse(item.dataset.points),
        name: [$('[lang="zh-CN"]', item).textContent, $('[lang="en"]', item).textContent] };
    }
    picture = { days: JSON.parse(holder.dataset.days), marks: JSON.parse(holder.dataset.marks), instruments };
  }
  function ask() {
    if (asking) { missed = true; return; }
    asking = setTimeout(fetchParts, ASK_EVERY);
  }
  async function fetchParts() {
    let wait = 0;
    missed = false;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { "Tanlu-Part": "1" } });
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-part]")) {
        const newer = fresh.getElementById(part.id);
        if (newer && newer.outerHTML !== part.outerHTML) part.replaceWith(document.adoptNode(newer));
      }
      read();
      draw();
    } catch { wait = ASK_AGAIN; }
    asking = wait ? setTimeout(fetchParts, wait) : 0;
    if (!asking && missed) ask();
  }

  /* --- clock -------------------------------------------------------------------------------- */
  function drawClock() {
    write(cell("time"), clockTime(Tanlu.now()).slice(0, 5));
    if (!view) return;
    const clock = view.clock, present = clock.track.find((one) => one[1] === "now");
    const next = clock.track.find((one) => one[1] === "later");
    put(cell("day"), clock.day ? words.day : words.before, clock);
    put(cell("date"), [clock.day_text.zh, clock.day_text.en]);
    /* What holds in every instrument counts more than the hours of the day. */
    const all = Object.values(view.instruments);
    const halted = all.every((one) => one.halted), called = all.every((one) => one.call_until !== null);
    const phase = present ? words.phases[present[0]] : inBoth("\u2014");
    put(cell("phase"), clock.standing ? words.stands_still : halted ? words.all_halted : called ? words.all_called : phase);
    const ends = called ? Math.max(...all.map((one) => one.call_until)) : clock.phase_ends_at;
    const left = ends === null ? null : ends - Tanlu.now();
    $(".left", bar).hidden = halted || (!next && !called) || left === null;
    if ((next || called) && left !== null) {
      put(cell("next"), called ? words.to_trades : words.left[next[0]]);
      write(cell("left"), minutes(left / Math.max(clock.speed, 1)));
    }
  }
  function minutes(ms) {
    const s = Math.max(0, Math.floor(ms / 1000)), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(s / 3600), rest = Math.floor(s / 60) % 60;
    return hours ? hours + ":" + two(rest) + ":" + two(s % 60) : rest + ":" + two(s % 60);
  }

  const sized = () => parseFloat(getComputedStyle(body).fontSize) / 24;

  /* --- price and trades ---------------------------------------------------------------------- */
  function drawFigures(one, shown) {
    write(cell("code"), code());
    put(cell("name"), shown.name);
    write(cell("price"), price(one.last === null ? one.reference : one.last));
    cell("price").toggleAttribute("data-reference", one.last === null);
    cell("until_traded").hidden = one.last !== null;
    turn(cell("move"), one.change);
    write(cell("change"), signed(one.change));
    const points = one.change === null ? null : Math.round(Math.abs(one.change) * 10000 / one.reference);
    write(cell("percent"), points === null ? "" : signed(one.change < 0 ? -points : points) + " %");
    put(cell("volume"), words.today, { volume: number(one.volume) });
    const state = one.halted ? words.halted : one.call_until !== null ? words.call_now : null;
    cell("state").hidden = !state;
    cell("state").toggleAttribute("data-called", !one.halted);
    if (state) put(cell("state_text"), state);
  }
  function drawTrades(one) {
    const list = cell("trades"), fit = Math.floor(list.clientHeight / (44 * sized()));
    const rows = one.trades.slice(-Math.min(Math.max(fit, 1), TRADES)).reverse(), text = JSON.stringify(rows);
    cell("no_trades").hidden = rows.length > 0;
    if (list.dataset.drawn === text) return;
    list.dataset.drawn = text;
    list.replaceChildren(...rows.map(([at, ticks, quantity, way]) => {
      const item = document.createElement("li"), cost = document.createElement("b"), arrow = document.createElement("span");
      const [time, size] = [clockTime(at), number(quantity) + " t"].map((content) => {
        const node = document.createElement("span");
        node.textContent = content;
        return node;
      });
      cost.textContent = price(ticks);
      cost.className = way > 0 ? "up" : way < 0 ? "down" : "flat";
      arrow.className = "arrow";
      arrow.setAttribute("aria-hidden", "true");
      cost.append(arrow);
      item.append(time, cost, size);
      return item;
    }));
  }

  /* --- chart: three days in proportion, one price line, volume below, numbered announcements -- */
  const SVG = "http://www.w3.org/2000/svg", QUARTER = 900000, HOUR = 3600000;
  const STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  function add(parent, name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  }
  /* Lesson time to a place: nights are left out, today grows. */
  function axis(now, left, right) {
    const days = picture.days.map(([day, begins, ends], i) => {
      const last = i === picture.days.length - 1;
      return { day, begins, ends: last ? Math.min(ends, Math.max(now, begins + HOUR)) : ends, from: 0, to: 0 };
    });
    const whole = days.reduce((sum, one) => sum + one.ends - one.begins, 0);
    let at = left;
    for (const one of days) {
      one.from = at;
      at += (right - left) * (one.ends - one.begins) / whole;
      one.to = at;
    }
    const x = (time) => {
      const one = days.findLast((day) => time >= day.begins) || days[0];
      const part = Math.min(Math.max(time - one.begins, 0), one.ends - one.begins) / (one.ends - one.begins);
      return Math.round((one.from + part * (one.to - one.from)) * 10) / 10;
    };
    return { days, x };
  }
  const wordOf = (pair, values) => {
    const shown = body.dataset.shown;
    const [zh, en] = pair.map((text) => fill(text, values || {}));
    return shown === "both" ? zh + " " + en : shown === "en" ? en : zh;
  };
  function drawChart(one, shown) {
    const holder = $("#chart"), svg = $("svg", holder), width = holder.clientWidth, height = holder.clientHeight;
    if (width < 50 || height < 50) return;
    const unit = sized(), size = 24 * unit;
    const left = 90 * unit, right = width - 150 * unit, top = 40 * unit, foot = 40 * unit, deep = height * 0.16;
    const bottom = height - foot - deep;
    const now = Tanlu.now(), points = shown.points, { days, x } = axis(now, left, right);
    const prices = points.map((point) => point[1]).concat(one.last || []);
    let lo = Math.min(one.reference, ...prices), hi = Math.max(one.reference, ...prices);
    const stride = STEPS.find((one) => (hi - lo) / one <= 5) || 10000;
    lo = Math.floor((lo - 1) / stride) * stride; hi = Math.ceil((hi + 1) / stride) * stride;
    const y = (ticks) => Math.round((bottom - (ticks - lo) * (bottom - top) / (hi - lo)) * 10) / 10;
    svg.setAttribute("viewBox", "0 0 " + width + " " + height);
    svg.setAttribute("aria-label", wordOf(words.chart, { instrument: code(), last: price(one.last), change: signed(one.change) }));
    svg.replaceChildren();
    const text = (attributes, content) => add(svg, "text", { "font-size": size, ...attributes }, content);
    for (let mark = lo; mark <= hi; mark += stride) {
      add(svg, "line", { class: "grid", x1: left, x2: right, y1: y(mark), y2: y(mark) });
      text({ x: left - 12 * unit, y: y(mark) + size * 0.35, "text-anchor": "end" }, stride % 100 ? price(mark) : number(mark / 100));
    }
    const end = height - foot, today = days[days.length - 1];
    for (const day of days) {
      add(svg, "line", { class: "edge", x1: day.from, x2: day.from, y1: top, y2: end });
      const label = wordOf(day === today ? words.today_mark : words.day_mark, { day: day.day });
      if (day === today || day.to - day.from > size * label.length * 0.5) text({ x: day.from + 8 * unit, y: height - 8 * unit }, label);
    }
    add(svg, "line", { class: "edge", x1: left, x2: right, y1: end, y2: end });
    drawVolume(svg, points, x, end, deep * 0.9);
    const flat = y(one.reference), name = wordOf(today.day > 1 ? words.previous : words.reference) + " " + price(one.reference);
    add(svg, "line", { class: "reference", x1: one.last === null ? left : today.from, x2: right, y1: flat, y2: flat });
    if (one.last === null) text({ x: left + 16 * unit, y: flat - 10 * unit }, name);
    if (!points.length && one.last === null) return;
    const last = one.last === null ? points[points.length - 1][1] : one.last, tip = y(last);
    const path = points.map(([at, ticks], i) => i ? "H" + x(at) + "V" + y(ticks) : "M" + x(at) + " " + y(ticks)).join("");
    if (path) add(svg, "path", { class: "line", "stroke-width": 4 * unit, d: path + "H" + x(now) });
    if (one.last !== null) {
      const under = tip < flat ? flat + size * 1.15 : flat - 10 * unit;
      text({ x: right - 6 * unit, y: under, "text-anchor": "end" }, name);
    }
    drawMarks(svg, points, { x, y, size, top, since: days[0].begins });
    add(svg, "circle", { class: "dot", cx: x(now), cy: tip, r: 8 * unit });
    add(svg, "rect", { class: "flag", x: right + 16 * unit, y: tip - 24 * unit, width: 118 * unit, height: 48 * unit, rx: 6 * unit });
    text({ class: "flag-text", x: right + 75 * unit, y: tip + 11 * unit, "text-anchor": "middle", "font-size": 32 * unit }, price(last));
  }
  function drawVolume(svg, points, x, end, deep) {
    const sums = new Map();
    for (const [at, , quantity] of points) {
      const place = Math.floor((at - 1) / QUARTER) * QUARTER;
      sums.set(place, (sums.get(place) || 0) + quantity);
    }
    const most = Math.max(1, ...sums.values());
    for (const [at, quantity] of sums) {
      const from = x(at), wide = Math.max(2, (x(at + QUARTER) - from) * 0.7), tall = Math.max(2, deep * quantity / most);
      add(svg, "rect", { class: "volume", x: from, y: end - tall, width: wide, height: tall });
    }
  }
  function drawMarks(svg, points, { x, y, size, top, since }) {
    const unit = sized();
    for (const [count, at] of picture.marks) {
      if (at < since) continue;
      const before = points.findLast((point) => point[0] <= at) || points[0];
      const place = x(at), foot = y(before[1]), head = Math.max(top - 14 * unit, foot - 70 * unit);
      add(svg, "line", { class: "mark-line", x1: place, x2: place, y1: head, y2: foot });
      add(svg, "circle", { class: "mark", cx: place, cy: head, r: 20 * unit });
      add(svg, "text", { class: "mark-text", x: place, y: head + size * 0.36, "text-anchor": "middle", "font-size": size }, String(count));
    }
  }
  function draw() {
    drawClock();
    if (!view) return;
    const one = view.instruments[code()], shown = picture.instruments[code()];
    drawFigures(one, shown);
    drawTrades(one);
    drawChart(one, shown);
  }

  /* --- what happens ---------------------------------------------------------------------------- */
  function grow() {
    for (const [name, one] of Object.entries(view.instruments)) {
      const shown = picture.instruments[name];
      if (!shown) continue;
      const traded = one.volume - shown.volume;
      shown.volume = one.volume;
      if (traded > 0 && one.last !== null) shown.points.push([view.clock.at, one.last, traded]);
    }
  }
  Tanlu.onView((fresh) => {
    const day = picture.days[picture.days.length - 1][0];
    view = fresh;
    grow();
    if (view.clock.day > day) ask();
    if (body.dataset.now !== screenNow() || body.hasAttribute("data-before") !== beforeBell()) show(); else draw();
  });
  Tanlu.onOwn(ask);
  const KEYS = {
    l: () => choose("screen", body.dataset.now === "lobby" ? "live" : "lobby"),
    arrowright: () => step(1),
    arrowleft: () => step(-1),
    a: () => { turned = Date.now(); choose("turn", chosen.turn ? "" : "1"); },
    z: () => choose("show", CYCLE[(CYCLE.indexOf(chosen.show) + 1) % CYCLE.length]),
    d: () => choose("theme", chosen.theme === "dark" ? "light" : "dark"),
    r: () => { if (body.dataset.reveal) location.href = body.dataset.reveal; },
    "?": () => { const keys = $("#keys"); if (keys.open) keys.close(); else keys.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  setInterval(() => {
    if (chosen.turn && codes().length > 1 && Date.now() - turned >= TURN_EVERY) step(1); else drawClock();
  }, 1000);
  setInterval(() => {
    if (chosen.show !== "turn") return;
    body.dataset.shown = body.dataset.shown === "zh" ? "en" : "zh";
    show();
  }, LANGUAGE_EVERY);
  let pointer = 0;
  function rest() {
    body.classList.remove("still-pointer");
    clearTimeout(pointer);
    pointer = setTimeout(() => body.classList.add("still-pointer"), POINTER_RESTS);
  }
  document.addEventListener("mousemove", rest);
  new ResizeObserver(draw).observe($("#chart"));
  read();
  rest();
  show();
})();
