/**
 * Four small pictures in SVG, drawn anew at each change in a millisecond.
 *
 * No chart library: Vega-Lite would weigh 877 KB and Observable Plot with its D3 about 300 KB, on
 * a page that has to stay below 2 MB with its draws; neither knows a rank inside a draw, and each
 * picture here is a few dozen elements that must also be saved with a title and a source, in light
 * colours, from a dark page. Texts enter as text nodes only.
 */
"use strict";

egdiExplorer.charts = (() => {
  const PALETTES = {
    light: { ink: "#22262b", quiet: "#4a5058", faint: "#c3c7cd", grid: "#e4e6ea", focus: "#b3131b",
      band: "#b3131b", line: "#1f4e79", back: "#ffffff" },
    dark: { ink: "#e8eaee", quiet: "#b4bac4", faint: "#5d6570", grid: "#343a43", focus: "#ff8a8f",
      band: "#ff8a8f", line: "#8ec1f5", back: "#121212" },
  };
  const FONT = "system-ui, 'Segoe UI', 'Noto Sans', Arial, sans-serif";

  /** An SVG element. @param {string} name @param {Object<string, any>} attributes @param {any[]} children */
  function el(name, attributes = {}, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) node.setAttribute(key, String(value));
    }
    for (const child of children.flat()) {
      if (child !== null) node.append(child);
    }
    return node;
  }

  const text = (x, y, words, attributes = {}) => el("text", { x, y, ...attributes }, String(words));

  /** A linear scale. */
  const scale = (from, to, low, high) => (value) => low + ((value - from) / (to - from || 1)) * (high - low);

  /** About `count` round numbers between two. */
  function ticks(from, to, count) {
    const raw = (to - from) / count || 1;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
    const out = [];
    for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9; i += 1) out.push(i * step);
    return out;
  }

  function frame(look, height, label, children) {
    const { width, palette } = look;
    return el("svg", {
      viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label,
      "font-size": 12.5, fill: palette.ink,
    }, children);
  }

  /**
   * Lying bars of the chance of each place.
   * @param {{first: number, last: number, chance: number}[]} rows @param {any[]|null} before
   */
  function chances(rows, before, k, look, label) {
    const { width, palette: c, say } = look;
    const row = 25;
    const top = 26;
    const left = 62;
    const right = width - 56;
    const most = Math.max(0.05, ...rows.map((r) => r.chance), ...(before || []).map((r) => r.chance));
    const x = scale(0, most, left, right);
    const parts = [];
    const within = rows.filter((r) => r.last <= k);
    const sum = within.reduce((total, r) => total + r.chance, 0);
    parts.push(text(left, 15, `${say.fill(say.words.within, { k: say.number(k) })}: ${say.percent(Math.min(sum, 1))}`,
      { fill: c.focus, "font-weight": 700, "font-size": 14 }));
    rows.forEach((r, i) => {
      const y = top + i * row;
      const strong = r.last <= k;
      const name = r.first === r.last ? say.ordinal(r.first) : `${say.number(r.first)}\u2013${say.number(r.last)}`;
      parts.push(text(left - 8, y + 16, name, { "text-anchor": "end", "font-weight": strong ? 700 : 400 }));
      parts.push(el("rect", { x: left, y: y + 3, width: Math.max(0, x(r.chance) - left), height: row - 7,
        fill: strong ? c.focus : c.faint }));
      if (before) {
        const at = x(before[i].chance);
        parts.push(el("rect", { x: left, y: y + 1.5, width: Math.max(1, at - left), height: row - 4,
          fill: "none", stroke: c.ink, "stroke-width": 1.2, "stroke-dasharray": "3 2" }));
      }
      const end = Math.max(x(r.chance), before ? x(before[i].chance) : 0);
      parts.push(text(end + 6, y + 16, r.chance ? say.percent(r.chance) : "\u2013",
        { fill: strong ? c.focus : c.ink, "font-weight": strong ? 700 : 400 }));
    });
    const border = top + within.length * row;
    parts.push(el("line", { x1: 4, x2: width - 4, y1: border, y2: border, stroke: c.line,
      "stroke-width": 1.4, "stroke-dasharray": "6 4" }));
    return frame(look, top + rows.length * row + 6, label, parts);
  }

  /** Years on x, with method breaks. */
  function years(look, editions, breaks, box) {
    const { palette: c } = look;
    const x = scale(editions[0], editions[editions.length - 1], box.left, box.right);
    const parts = [];
    let last = -Infinity;
    for (const year of editions) {
      if (breaks[year]) {
        parts.push(el("line", { x1: x(year), x2: x(year), y1: box.top, y2: box.bottom, stroke: c.quiet,
          "stroke-width": 0.9, "stroke-dasharray": "1 3" }));
      }
      parts.push(el("line", { x1: x(year), x2: x(year), y1: box.bottom, y2: box.bottom + 4, stroke: c.quiet }));
    }
    // From the last edition back, so that the one asked about has its label.
    for (const year of [...editions].reverse()) {
      if (Math.abs(x(year) - last) >= 34) {
        parts.push(text(x(year), box.bottom + 17, year, { "text-anchor": "middle", fill: c.quiet, "font-size": 11.5 }));
        last = x(year);
      }
    }
    return { x, parts };
  }

  function path(points, attributes) {
    const d = points.map(([a, b], i) => `${i ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("");
    return el("path", { d, fill: "none", "stroke-linejoin": "round", ...attributes });
  }

  /** Where along a level line a label stands farthest from a path. */
  function clear(points, level, box, wide) {
    let best = { x: box.left + 4, far: -1 };
    // The path between its corners, too.
    const along = points.flatMap(([a, b], i) => {
      const [c, d] = points[i + 1] ?? [a, b];
      return [0, 0.2, 0.4, 0.6, 0.8].map((t) => [a + t * (c - a), b + t * (d - b)]);
    });
    for (let x = box.left + 4; x + wide < box.right; x += 12) {
      const near = along.filter(([a]) => a > x - 8 && a < x + wide + 8).map(([, b]) => Math.abs(b - (level - 9)));
      const far = Math.min(60, ...near);
      if (far > best.far) best = { x, far };
    }
    return best.x;
  }

  /** Places by edition, best on top, and the range of the draws at the edition asked about. */
  function trajectory(rows, fan, k, look, alt, extra) {
    const { width, palette: c, say } = look;
    const height = 250;
    const worst = Math.max(k + 1, fan[4], ...rows.map((r) => r.place));
    const least = Math.min(k, fan[0], ...rows.map((r) => r.place));
    const box = { left: 34, right: width - 46, top: 22, bottom: height - 26 };
    const span = Math.max(worst - least, 1);
    const low = Math.max(1, least - Math.ceil(span / 12));
    const y = scale(low, worst + span / 14, box.top, box.bottom);
    const editions = [...rows.map((r) => r.edition), extra.edition];
    const { x, parts } = years(look, editions, extra.breaks, box);
    for (const tick of ticks(low, worst, 5).filter((t) => Number.isInteger(t) && t >= 1)) {
      parts.push(el("line", { x1: box.left, x2: box.right, y1: y(tick), y2: y(tick), stroke: c.grid }));
      parts.push(text(box.left - 6, y(tick) + 4, say.number(tick), { "text-anchor": "end", fill: c.quiet, "font-size": 11.5 }));
    }
    const border = y(k + 0.5);
    parts.push(el("line", { x1: box.left, x2: box.right, y1: border, y2: border, stroke: c.line,
      "stroke-width": 1.5, "stroke-dasharray": "6 4" }));
    const points = rows.map((r) => [x(r.edition), y(r.place)]);
    const halo = { stroke: c.back, "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" };
    const words = say.fill(say.words.target, { k: say.number(k) });
    const label = { fill: c.line, "font-size": 11.5, ...halo };
    parts.push(path(points, { stroke: c.focus, "stroke-width": 2.4 }));
    points.forEach(([a, b]) => parts.push(el("circle", { cx: a, cy: b, r: 3.6, fill: c.focus })));
    const last = points[points.length - 1];
    const end = x(extra.edition);
    parts.push(path([last, [end, y(fan[2])]], { stroke: c.focus, "stroke-width": 1.6, "stroke-dasharray": "2 3" }));
    parts.push(el("line", { x1: end, x2: end, y1: y(fan[0]), y2: y(fan[4]), stroke: c.focus, "stroke-width": 2 }));
    parts.push(el("line", { x1: end, x2: end, y1: y(fan[1]), y2: y(fan[3]), stroke: c.focus, "stroke-width": 7 }));
    parts.push(el("circle", { cx: end, cy: y(fan[2]), r: 5, fill: c.back, stroke: c.focus, "stroke-width": 2.2 }));
    parts.push(text(end + 9, y(fan[2]) + 4, say.ordinal(Math.round(fan[2])), { fill: c.focus, "font-weight": 700 }));
    parts.push(text(clear(points, border, box, words.length * 6.4), border - 5, words, label));
    const now = rows[rows.length - 1];
    parts.push(text(last[0] - 2, last[1] - 9, say.ordinal(now.place), { fill: c.focus, "font-weight": 700, "text-anchor": "end", ...halo }));
    return frame(look, height, alt, parts);
  }

  /** Two labels kept apart. */
  function apart(a, b, distance) {
    if (Math.abs(a - b) >= distance) return [a, b];
    const middle = (a + b) / 2;
    return a <= b ? [middle - distance / 2, middle + distance / 2] : [middle + distance / 2, middle - distance / 2];
  }

  /** The score against the line to beat, both as fans that open from what is known. */
  function race(rows, own, line, k, look, label, extra) {
    const { width, palette: c, say } = look;
    const height = 250;
    const values = [...rows.map((r) => r.score), ...rows.map((r) => r.line).filter((v) => v !== null),
      own[0], own[4], line[0], line[4]];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const box = { left: 36, right: width - 84, top: 14, bottom: height - 26 };
    const y = scale(low - 0.02, high + 0.02, box.bottom, box.top);
    const { x, parts } = years(look, [...rows.map((r) => r.edition), extra.edition], extra.breaks, box);
    for (const tick of ticks(low - 0.02, high + 0.02, 5)) {
      parts.push(el("line", { x1: box.left, x2: box.right, y1: y(tick), y2: y(tick), stroke: c.grid }));
      parts.push(text(box.left - 6, y(tick) + 4, say.number(tick, 1 + (high - low < 0.25 ? 1 : 0)),
        { "text-anchor": "end", fill: c.quiet, "font-size": 11.5 }));
    }
    const end = x(extra.edition);
    const now = rows[rows.length - 1];
    const known = x(now.edition);
    const wedge = (from, a, b, attributes) => path([[known, y(from)], [end, y(a)], [end, y(b)], [known, y(from)]], attributes);
    if (now.line !== null) {
      parts.push(wedge(now.line, line[0], line[4], { stroke: c.line, "stroke-width": 1.2, "stroke-dasharray": "3 3" }));
    }
    parts.push(wedge(now.score, own[0], own[4], { fill: c.band, "fill-opacity": 0.2 }));
    parts.push(wedge(now.score, own[1], own[3], { fill: c.band, "fill-opacity": 0.25 }));
    const lined = rows.filter((r) => r.line !== null);
    const shapes = [
      [[...lined.map((r) => [x(r.edition), y(r.line)]), [end, y(line[2])]], c.line, "6 4", true],
      [[...rows.map((r) => [x(r.edition), y(r.score)]), [end, y(own[2])]], c.focus, null, false],
    ];
    for (const [points, colour, dashes, square] of shapes) {
      parts.push(path(points, { stroke: colour, "stroke-width": 2.2, "stroke-dasharray": dashes }));
      for (const [a, b] of points) {
        parts.push(square
          ? el("rect", { x: a - 3, y: b - 3, width: 6, height: 6, fill: c.back, stroke: colour, "stroke-width": 1.6 })
          : el("circle", { cx: a, cy: b, r: 3.4, fill: colour }));
      }
    }
    const [ownAt, lineAt] = apart(y(own[2]), y(line[2]), 46);
    const named = (at, lines, colour, bold) => lines.map((words, i) => text(end + 9, at + 4 + 14 * (i - (lines.length - 1) / 2), words,
      { fill: colour, "font-weight": i < bold ? 700 : 400, "font-size": 11.5 }));
    parts.push(...named(ownAt, [extra.code, say.number(own[2], 3)], c.focus, 1));
    const over = say.words.lineLabel.map((words) => say.fill(words, { k: say.number(k) }));
    parts.push(...named(lineAt, [...over, say.number(line[2], 3)], c.line, 2));
    return frame(look, height, label, parts);
  }

  /** Leads by part as bars on both sides of zero. @param {{name: string, value: number, sum: boolean}[]} rows */
  function leads(rows, look, label) {
    const { width, palette: c, say } = look;
    const row = 34;
    const left = 8;
    const most = Math.max(0.005, ...rows.map((r) => Math.abs(r.value)));
    const x = scale(-most, most, left + 56, width - 60);
    const zero = x(0);
    const parts = [];
    rows.forEach((r, i) => {
      const y = 6 + i * row + (r.sum ? 6 : 0);
      const colour = r.sum ? c.ink : r.value < 0 ? c.focus : c.line;
      const at = x(r.value);
      if (r.sum) parts.push(el("line", { x1: left, x2: width - 8, y1: y - 3, y2: y - 3, stroke: c.quiet }));
      parts.push(el("rect", { x: Math.min(zero, at), y: y + 15, width: Math.max(1, Math.abs(at - zero)), height: 13, fill: colour }));
      parts.push(text(left, y + 11, r.name, { "font-size": 11.5, fill: c.quiet, "font-weight": r.sum ? 700 : 400 }));
      const value = say.signed(r.value, 3);
      parts.push(text(r.value < 0 ? at - 5 : at + 5, y + 26, value,
        { "text-anchor": r.value < 0 ? "end" : "start", fill: colour, "font-weight": 700 }));
    });
    const height = 6 + rows.length * row + 8;
    parts.unshift(el("line", { x1: zero, x2: zero, y1: 4, y2: height - 4, stroke: c.quiet }));
    return frame(look, height, label, parts);
  }

  /**
   * A picture to save: on a ground of its own, with its title above and its source below.
   * @param {SVGSVGElement} drawing @param {string} title @param {string} source
   */
  function framed(drawing, title, source) {
    const width = Number(drawing.getAttribute("width"));
    const height = Number(drawing.getAttribute("height"));
    const c = PALETTES.light;
    const lines = (words, size) => {
      const out = [""];
      for (const word of words.split(" ")) {
        const longer = `${out[out.length - 1]} ${word}`.trim();
        if (longer.length * size * 0.54 > width - 16 && out[out.length - 1]) out.push(word);
        else out[out.length - 1] = longer;
      }
      return out;
    };
    const heads = lines(title, 15);
    const feet = lines(source, 10);
    const top = 14 + heads.length * 19;
    const whole = top + height + 10 + feet.length * 14;
    drawing.setAttribute("y", String(top));
    return el("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${whole}`, width, height: whole,
      "font-family": FONT },
    el("title", {}, title),
    el("rect", { width, height: whole, fill: c.back }),
    heads.map((words, i) => text(8, 20 + i * 19, words, { "font-size": 15, "font-weight": 700, fill: c.ink })),
    drawing,
    feet.map((words, i) => text(8, top + height + 12 + i * 14, words, { "font-size": 10, fill: c.quiet })));
  }

  return { PALETTES, chances, trajectory, race, leads, framed };
})();
