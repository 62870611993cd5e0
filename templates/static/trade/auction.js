/* The call auction: indicative price, imbalance and both curves from the public snapshot.
   The geometry must equal that of registry/web/trade/auctions.py. */
"use strict";
(() => {
  const { write, number, price, clockTime } = Tanlu;
  const code = document.body.dataset.instrument, panel = document.getElementById("auction");
  const $ = (name) => panel.querySelector('[data-auction="' + name + '"]');
  const SVG = "http://www.w3.org/2000/svg", words = panel.dataset;
  const WIDTH = 420, HEIGHT = 230, LEFT = 8, TOP = 12, RIGHT = WIDTH - 64, BOTTOM = HEIGHT - 24;
  const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const tonnes = (n) => number(n) + " t";
  function put(parent, name, attributes, text) {
    const node = document.createElementNS(SVG, name);
    for (const key of Object.keys(attributes)) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    parent.append(node);
  }
  function draw(one) {
    const { demand, supply } = one.auction, svg = panel.querySelector(".curves svg");
    const prices = [...demand, ...supply].map((level) => level[0]);
    let lo = Math.min(...prices, one.reference, one.hi), hi = Math.max(...prices, one.reference, one.lo);
    const air = Math.max(Math.floor((hi - lo) / 12), 2);
    lo -= air; hi += air;
    const most = Math.max(1, ...[...demand, ...supply].map((level) => level[1]));
    const x = (t) => LEFT + Math.floor(t * (RIGHT - LEFT) / most);
    const y = (p) => BOTTOM - Math.floor((p - lo) * (BOTTOM - TOP) / (hi - lo));
    const step = STEPS.find((size) => Math.floor((hi - lo) / size) <= 4) || 10000;
    svg.replaceChildren();
    for (let mark = Math.ceil(lo / step) * step; mark <= hi; mark += step) {
      put(svg, "line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(mark), y2: y(mark) });
      put(svg, "text", { class: "mark", x: RIGHT + 6, y: y(mark) + 4 }, price(mark));
    }
    for (let i = 0; i < 3; i += 1) {
      const at = Math.floor(most * i / 2);
      put(svg, "text", { class: "mark " + ["first", "time-mark", "last"][i], x: x(at), y: BOTTOM + 16 }, tonnes(at));
    }
    for (const [name, curve, end] of [["demand", demand, BOTTOM], ["supply", supply, TOP]]) {
      if (!curve.length) continue;
      const path = curve.map(([p, t]) => "V" + y(p) + "H" + x(t)).join("");
      put(svg, "path", { class: name, d: "M" + LEFT + " " + y(curve[0][0]) + path + "V" + end });
    }
    const met = one.auction.price;
    if (met !== null) put(svg, "line", { class: "cross", x1: LEFT, x2: RIGHT, y1: y(met), y2: y(met) });
  }
  function drawRows({ demand, supply }) {
    const prices = [...new Set([...demand, ...supply].map((level) => level[0]))].sort((a, b) => b - a);
    const most = (curve, fits) => Math.max(0, ...curve.filter((level) => fits(level[0])).map((level) => level[1]));
    $("rows").replaceChildren(...prices.map((at) => {
      const row = document.createElement("tr");
      const cells = [number(most(demand, (p) => p >= at)), price(at), number(most(supply, (p) => p <= at))];
      row.append(...cells.map((text, i) => {
        const cell = document.createElement("td");
        cell.className = i === 1 ? "n strong" : "n";
        cell.textContent = text;
        return cell;
      }));
      return row;
    }));
  }
  function announce(one, clock) {
    const found = one.auction, over = found.imbalance || 0;
    write($("price"), price(found.price), true);
    write($("volume"), tonnes(found.volume), true);
    write($("imbalance"), found.price === null ? "\u2014" : over ? fill(over > 0 ? words.buy : words.sell, { tonnes: tonnes(Math.abs(over)) }) : words.none);
    const until = one.call_until, hours = clock.phase_ends_at;
    const ends = until === null ? hours : hours === null ? until : Math.min(until, hours);
    $("left").dataset.ends = ends === null ? "" : String(ends);
    write($("line"), found.price === null ? words.apart
      : fill(words.met, { price: price(found.price), volume: tonnes(found.volume) }));
  }
  function count() {
    const left = $("left"), ends = left.dataset.ends;
    if (panel.hidden || !ends) return;
    const s = Math.max(0, Math.floor((Number(ends) - Tanlu.now()) / 1000)), two = (n) => String(n).padStart(2, "0");
    const hours = Math.floor(s / 3600), minutes = Math.floor(s / 60) % 60;
    write(left, hours ? hours + ":" + two(minutes) + ":" + two(s % 60) : minutes + ":" + two(s % 60));
  }
  Tanlu.onView((view) => {
    const one = view.instruments[code];
    if (!one) return;
    panel.hidden = !one.auction && !one.auctioned;
    $("body").hidden = !one.auction;
    const result = $("result");
    result.hidden = !one.auctioned;
    if (one.auctioned) {
      const [at, ticks, volume] = one.auctioned;
      const text = fill(words.last, { time: clockTime(at), price: price(ticks), volume: tonnes(volume) });
      if (write(result, text)) Tanlu.say(text);
    }
    if (one.auction) { announce(one, view.clock); draw(one); drawRows(one.auction); count(); }
  });
  setInterval(() => { if (!document.hidden) count(); }, 1000);
})();
