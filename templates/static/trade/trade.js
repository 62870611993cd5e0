/* The trading page: book, tape, tabs and chart from the public snapshot, and the ticket's keys. */
"use strict";
(() => {
  const { write, turn, number, price, signed, clockTime } = Tanlu;
  const code = document.body.dataset.instrument;
  const $ = (selector, within) => (within || document).querySelector(selector);
  const $$ = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const SVG = "http://www.w3.org/2000/svg";

  /* Order book: fixed slots; only changed text is written. */
  function ownAt() { return JSON.parse($("#book-sides").dataset.ownOrders); }
  /* Market by listing: the first order at each price, to which a row of the book links. */
  function firstAt(offers) {
    const found = {};
    for (const [order, ticks] of offers) found[ticks] = found[ticks] || order;
    return found;
  }
  function drawSide(name, levels, widest, own, first) {
    for (const slot of $$('[data-side="' + name + '"] > [data-slot]')) {
      const level = levels[Number(slot.dataset.slot)];
      const link = $('[data-cell="price"]', slot), mine = level ? own[level[0]] || 0 : 0;
      const fresh = write(link, level ? price(level[0]) : "");
      if (level && first) {
        const order = first[level[0]];
        if (order) link.href = "?pick=" + order + "#pick"; else link.removeAttribute("href");
      } else if (fresh && level) {
        link.href = "?side=" + link.dataset.side + "&price=" + price(level[0]).replace(/,/g, "") + "#ticket";
      } else if (!level) link.removeAttribute("href");
      write($('[data-cell="quantity"]', slot), level ? number(level[1]) : "", !fresh);
      write($('[data-cell="orders"]', slot), level ? String(level[2]) : "");
      const bar = $('[data-cell="bar"]', slot);
      const length = level ? String(Math.max(1, Math.floor(level[1] * 100 / widest))) : "0";
      if (bar.getAttribute("width") !== length) bar.setAttribute("width", length);
      write($('[data-cell="own"]', slot), mine ? number(mine) : "");
    }
  }
  function drawBook(one) {
    const shown = $$('[data-side="asks"] > [data-slot]').length;
    const asks = one.asks.slice(0, shown), bids = one.bids.slice(0, shown), own = ownAt();
    const widest = Math.max(1, ...asks.map((level) => level[1]), ...bids.map((level) => level[1]));
    drawSide("asks", asks, widest, own, one.offers && firstAt(one.offers.asks));
    drawSide("bids", bids, widest, own, one.offers && firstAt(one.offers.bids));
    const middle = $('[data-cell="middle"]');
    write($('[data-cell="last"]', middle), price(one.last), true);
    turn(middle, one.change);
    const both = asks.length && bids.length;
    write($('[data-cell="spread"]'), price(both ? asks[0][0] - bids[0][0] : null));
    const twice = both ? asks[0][0] + bids[0][0] : null;
    write($('[data-cell="mid"]'), twice === null ? "\u2014" : price(Math.floor(twice / 2)) + (twice % 2 ? "5" : ""));
  }
  /* The book as a sentence, from what the page shows. */
  Tanlu.book = () => {
    const place = $("#book"), cell = (side, name) => $('[data-side="' + side + '"] > [data-slot="0"] [data-cell="' + name + '"]').textContent || place.dataset.none;
    const values = { bid: cell("bids", "price"), bid_t: cell("bids", "quantity"), ask: cell("asks", "price"), ask_t: cell("asks", "quantity"),
      last: $('[data-cell="middle"] [data-cell="last"]').textContent };
    return place.dataset.read.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  function drawTape(one) {
    const tape = $("#tape"), rows = one.trades.slice(-8).reverse();
    const text = JSON.stringify(rows);
    if (tape.dataset.drawn === text) return;
    tape.dataset.drawn = text;
    const none = $("#tape-none");
    if (none && rows.length) none.remove();
    tape.replaceChildren(...rows.map(([at, ticks, quantity, way]) => {
      const item = document.createElement("li"), time = document.createElement("span");
      const cost = document.createElement("span"), size = document.createElement("span"), arrow = document.createElement("span");
      time.textContent = clockTime(at);
      cost.textContent = price(ticks);
      cost.className = way > 0 ? "up" : way < 0 ? "down" : "flat";
      arrow.className = "arrow";
      cost.append(arrow);
      size.textContent = number(quantity) + " t";
      item.append(time, cost, size);
      return item;
    }));
  }
  function drawTabs(instruments) {
    for (const tab of $$("[data-tab]")) {
      const one = instruments[tab.dataset.tab];
      if (!one) continue;
      const last = $('[data-cell="last"]', tab), move = $(".move", tab);
      write(last, price(one.last), true);
      turn(last, one.change);
      write($("[data-text]", move), signed(one.change));
      turn(move, one.change);
      turn($(".arrow", move), one.change);
    }
  }
  function drawHead(one) {
    const head = $("[data-head]"), facing = $('[data-cell="direction"]', head);
    write($('[data-cell="last"]', head), price(one.last), true);
    turn(facing, one.change);
    write($('[data-cell="change"]', head), signed(one.change));
    if (one.change !== null) {
      const points = Math.round(Math.abs(one.change) * 10000 / one.reference);
      write($('[data-cell="percent"]', head), signed(one.change < 0 ? -points : points) + " %");
    }
    for (const name of ["open", "high", "low", "average", "lo", "hi"]) write($('[data-day="' + name + '"]'), price(one[name]));
    write($('[data-day="volume"]'), number(one.volume) + " t");
  }

  /* Chart: the geometry of registry/web/trade/drawing.py, for the measured width. */
  const holder = $("[data-chart]"), points = JSON.parse(holder.dataset.points);
  let starts = Number(holder.dataset.starts), reference = Number(holder.dataset.reference);
  const toldAt = JSON.parse(holder.dataset.toldAt), told = JSON.parse(holder.dataset.told).map((number, i) => [number, toldAt[i]]);
  const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  let ends = Number(holder.dataset.ends), volume = Number(holder.dataset.volume), day = null, drawnWidth = 0;
  function put(parent, name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
    return node;
  }
  function drawChart() {
    const svg = $("svg", holder), width = Math.round(holder.clientWidth - 8), height = 210;
    if (width < 100) return;
    const right = width - 84, bottom = height - 52, end = Math.max(Tanlu.now(), ends, starts + 1800000);
    const prices = points.map((point) => point[1]);
    let lo = Math.min(reference, ...prices), hi = Math.max(reference, ...prices);
    const step = STEPS.find((size) => Math.floor((hi - lo) / size) <= 3) || 10000;
    lo -= Math.floor(step / 2) + 1; hi += Math.floor(step / 2) + 1;
    const x = (at) => Math.round(8 + (at - starts) * (right - 8) / (end - starts));
    const y = (ticks) => Math.round(bottom - (ticks - lo) * (bottom - 14) / (hi - lo));
    const now = points.length ? points[points.length - 1][1] : lo - 10 * step;
    svg.setAttribute("viewBox", "0 0 " + width + " " + height);
    svg.replaceChildren();
    for (let mark = Math.ceil(lo / step) * step; mark <= hi; mark += step) {
      put(svg, "line", { class: "grid", x1: 0, x2: right, y1: y(mark), y2: y(mark) });
      if (Math.abs(y(mark) - y(now)) > 17) put(svg, "text", { class: "mark", x: right + 12, y: y(mark) + 4 }, price(mark));
    }
    put(svg, "line", { class: "reference", x1: 0, x2: right, y1: y(reference), y2: y(reference) });
    const most = Math.max(1, ...points.map((point) => point[2]));
    for (const [at, , size] of points) {
      const tall = Math.max(1, Math.round(size * 24 / most));
      put(svg, "rect", { class: "volume", x: x(at), y: height - 22 - tall, width: 4, height: tall });
    }
    for (let i = 0; i < 5; i += 1) {
      const at = starts + (end - starts) * i / 4;
      put(svg, "text", { class: i ? "mark time-mark" : "mark time-mark first", x: 8 + (right - 8) * i / 4, y: height - 5 }, clockTime(at).slice(0, 5));
    }
    for (const [number, at] of told) {
      const mark = put(svg, "g", { class: "told" });
      put(mark, "line", { x1: x(at), x2: x(at), y1: 16, y2: height - 22 });
      put(mark, "circle", { cx: x(at), cy: 9, r: 8 });
      put(mark, "text", { x: x(at), y: 13 }, String(number));
    }
    drawnWidth = width;
    if (!points.length) return;
    const path = points.map(([at, ticks], i) => i ? "H" + x(at) + "V" + y(ticks) : "M" + x(at) + " " + y(ticks)).join("");
    put(svg, "path", { class: "line", d: path + "H" + right });
    put(svg, "circle", { class: "dot", cx: right, cy: y(now), r: 3.5 });
    put(svg, "rect", { class: "flag", x: right + 6, y: y(now) - 10, width: 46, height: 20, rx: 4 });
    put(svg, "text", { class: "flag-text", x: right + 29, y: y(now) + 4.5 }, price(now));
  }
  function grow(one, clock) {
    const at = clock.at;
    if (day !== null && clock.day !== day) { starts = at; ends = at; volume = 0; points.length = 0; told.length = 0; }
    day = clock.day;
    reference = one.reference;
    const traded = one.volume - volume;
    volume = one.volume;
    if (one.last !== null && traded > 0) {
      points.push([at, one.last, traded]);
      if (points.length > 400) points.splice(0, points.length - 400);
      const none = $(".none", $("#chart"));
      if (none) none.remove();
    }
  }

  function mark(newest) {
    if (newest && newest.at >= starts && !told.some(([number]) => number === newest.number)) told.push([newest.number, newest.at]);
  }
  function marketOf(view, one) {
    const still = Tanlu.standstill(view.clock);
    if (still) return still;
    if (one.halted) return "halted";
    return document.body.dataset.taking.split(" ").includes(one.phase) ? "open" : "phase";
  }
  Tanlu.onView((view) => {
    const one = view.instruments[code];
    if (!one) return;
    if (!["role", "level"].includes(document.body.dataset.market)) document.body.dataset.market = marketOf(view, one);
    drawTabs(view.instruments);
    drawHead(one);
    drawBook(one);
    drawTape(one);
    grow(one, view.clock);
    mark(view.announcement);
    drawChart();
    followBest(one);
    drawBreaker(one);
    drawGains(view.instruments);
    followServer(one);
    const values = { last: price(one.last), change: signed(one.change), high: price(one.high), low: price(one.low) };
    $("svg", holder).setAttribute("aria-label", holder.dataset.label.replace(/\{(\w+)\}/g, (_, name) => values[name]));
  });
  function drawGains(instruments) {
    document.querySelectorAll("[data-gain]").forEach((line) => {
      const one = instruments[line.dataset.gain], now = one && (one.last ?? one.reference);
      if (!one) return;
      line.querySelectorAll("[data-now]").forEach((place) => write(place, price(now)));
      write($("[data-sum]", line), signed(now * line.dataset.tonnes - line.dataset.cost));
    });
  }
  function drawBreaker(one) {
    const line = $("[data-breaker]");
    if (!line) return;
    const called = one.call_until !== null;
    line.hidden = !called && !one.breaker;
    line.toggleAttribute("data-broken", called);
    write(line, called ? line.dataset.call.replace("{time}", clockTime(one.call_until)) : line.dataset.calm);
  }
  /* Parts drawn by the server only: listed orders refresh often, candles and queue positions rarely. */
  const asked = { listed: 0, candles: 0, orders: 0 }, EVERY = { listed: 1000, candles: 5000, orders: 10000 };
  const seen = {};
  function follow(id, state) {
    const text = JSON.stringify(state);
    if (!document.getElementById(id) || seen[id] === text || asked[id]) return;
    const fresh = id in seen;
    seen[id] = text;
    if (!fresh) return;
    asked[id] = setTimeout(async () => {
      asked[id] = 0;
      const part = document.getElementById(id);
      if (document.hidden || Tanlu.busy(part) || $(".numbers[open]", part)) return;
      try { await Tanlu.swap(location.href.split("#")[0], [id], Tanlu.busy); } catch { /* the clock bar shows the lost connection */ }
    }, EVERY[id]);
  }
  function followServer(one) {
    if (one.offers) follow("listed", one.offers);
    follow("candles", one.volume);
    if ($("#orders .action form")) follow("orders", [one.bids, one.asks]);
  }
  drawChart();
  addEventListener("resize", () => { if (Math.round(holder.clientWidth - 8) !== drawnWidth) drawChart(); });

  /* Ticket: prices from the book, steps, keys. Nothing here sends an order without a click. */
  const field = (id) => document.getElementById(id);
  function stale() {
    const form = $(".ticket-form");
    if (form) form.dataset.dirty = "";
    const second = $(".ticket-second");
    if (!second) return;
    second.classList.add("stale");
    $(".ticket-actions.behind").classList.add("needed");
  }
  /* An untouched ticket follows the book. From the first touch on its price stands, and a line says where the book is. */
  let followed = location.search || !field("price") ? null : field("price").value, touched = false;
  function followBest(one) {
    const form = $(".ticket-form"), moved = field("price-moved");
    if (!form || followed === null || $(".ticket-second")) return;
    const best = field("side-buy").checked ? one.asks[0] : one.bids[0], now = best ? best[0] : one.last;
    if (now === null || $("[aria-invalid]", form)) return;
    const text = price(now).replace(/,/g, "");
    if (!touched && form.dataset.dirty === undefined) {
      field("price").value = text;
      followed = text;
    }
    moved.hidden = field("price").value !== followed || text === followed;
    moved.dataset.price = text;
    write(moved, moved.dataset.text.replace("{price}", price(now)));
  }
  function takeBest(moved) {
    field("price").value = moved.dataset.price;
    followed = moved.dataset.price;
    moved.hidden = true;
    stale();
  }
  function plain(text) { return Number(text.replace(/[,\s]/g, "")); }
  function stepBy(id, steps) {
    const input = field(id), size = Number(input.dataset.stepSize);
    const value = plain(input.value) || (id === "price" ? reference / 100 : 0);
    const next = Math.max(size, Math.round(value / size + steps) * size);
    input.value = id === "price" ? next.toFixed(2) : String(next);
    stale();
  }
  function pick(side) {
    const input = field("side-" + side);
    if (input && !input.checked) { input.checked = true; stale(); }
  }
  document.addEventListener("focusin", (event) => { if (event.target.closest(".ticket-form")) touched = true; });
  document.addEventListener("click", (event) => {
    const moved = event.target.closest("#price-moved");
    if (moved) { takeBest(moved); return; }
    const step = event.target.closest(".step");
    if (step) { stepBy(step.dataset.for, Number(step.dataset.step)); return; }
    const link = event.target.closest(".slot-price[href]");
    if (link && field("price") && !document.getElementById("listed")) {
      event.preventDefault();
      field("price").value = link.textContent.replace(/,/g, "");
      pick(link.dataset.side);
      stale();
      field("quantity").focus();
    }
  });
  document.addEventListener("input", (event) => { if (event.target.closest(".ticket-form")) stale(); });
  document.addEventListener("keydown", (event) => {
    const at = event.target, typing = at.matches("input, select, textarea");
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if ((event.key === "ArrowUp" || event.key === "ArrowDown") && (at.id === "price" || at.id === "quantity")) {
      event.preventDefault();
      stepBy(at.id, event.key === "ArrowUp" ? 1 : -1);
      return;
    }
    if (event.key === "Escape") { const back = $("[data-back]"); if (back) back.click(); return; }
    if (typing && at.id !== "price" && at.id !== "quantity") return;
    const key = event.key.toLowerCase();
    if (key === "b" || key === "s") { event.preventDefault(); pick(key === "b" ? "buy" : "sell"); }
    else if (key === "p" || key === "q") {
      const input = field(key === "p" ? "price" : "quantity");
      if (input) { event.preventDefault(); input.focus(); input.select(); }
    }
  });
  addEventListener("hashchange", () => {
    for (const tab of $$(".tabbar a")) tab.classList.toggle("current", tab.hash === location.hash);
  });
})();
