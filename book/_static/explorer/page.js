/**
 * The explorer's page: controls, answer, pictures, files to take away.
 *
 * Builds itself into `#egdi-explorer`. Everything from the data enters as text, never as markup.
 */
"use strict";

(() => {
  const root = document.getElementById("egdi-explorer");
  if (!root) return;
  const { core, charts, question: ask, loaded } = egdiExplorer;
  const say = egdiExplorer.speaker(document.documentElement.lang);
  const { words } = say;
  const files = root.dataset.files;
  const SAVED_WIDTH = 640;
  /** From this edition on each part spans 0 to 1, so that scores can be drawn on one scale. */
  const SCALED = 2012;

  // ------------------------------------------------------------------ small helpers

  /** An element. @param {string} name @param {Object<string, any>} properties @param {any[]} children */
  function el(name, properties = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (value === undefined || value === null) continue;
      if (key === "class") node.className = value;
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && !key.includes("-")) node[key] = value;
      else node.setAttribute(key, String(value));
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  /** Fill a message with texts and elements. */
  function composed(message, values) {
    return message.split(/(\{\w+\})/).filter(Boolean).map((piece) => {
      const key = piece.startsWith("{") && piece.slice(1, -1);
      return key && key in values ? values[key] : piece;
    });
  }

  const wait = {};
  /** Do a thing once, when no other of its name came for a while. */
  function later(name, milliseconds, action) {
    clearTimeout(wait[name]);
    wait[name] = setTimeout(action, milliseconds);
  }

  const asked = {};
  /** Load a data file, as a script, once. */
  function load(name) {
    asked[name] ||= new Promise((done, failed) => {
      const script = el("script", { src: `${files}${name}` });
      script.addEventListener("load", () => done(name));
      script.addEventListener("error", () => {
        delete asked[name];
        failed(new Error(name));
      });
      document.head.append(script);
    });
    return asked[name];
  }

  // ------------------------------------------------------------------ names

  let named = new Map();
  const nameOf = (iso) => named.get(iso)?.[say.code === "vi" ? 4 : 2] ?? iso;
  /** The name inside a sentence, with its article. */
  const inside = (iso) => named.get(iso)?.[say.code === "vi" ? 4 : 5] ?? iso;
  const capital = (text) => text.charAt(0).toLocaleUpperCase(say.code) + text.slice(1);

  /** The group inside a sentence. */
  function groupName(group) {
    if (Array.isArray(group)) return say.fill(words.chosenGroup, { n: say.count(group.length) });
    return words.groups[group]?.[1] ?? group;
  }
  /** "in ASEAN", "among the low income states". */
  function where(group) {
    const kind = Array.isArray(group) ? "flag" : loaded.record.groups.find((g) => g.name === group).kind;
    const among = kind === "flag" || kind === "income_group_2025";
    return say.fill(words[among ? "amongGroup" : "inGroup"], { group: groupName(group) });
  }
  const groupLabel = (name) => words.groups[name]?.[0] ?? name;

  function goal(q) {
    const world = q.group === "World";
    const key = `goal${world ? "World" : ""}${q.place === 1 ? "First" : "Best"}`;
    return say.fill(words[key], { k: say.count(q.place), group: groupName(q.group) });
  }

  // ------------------------------------------------------------------ the page's parts

  /** @type {any} the question on the page, see question.js */
  let question = null;
  const view = {};

  function build() {
    const { record } = loaded;
    view.notice = el("div", { class: "egdi-x-notice", role: "alert", hidden: true });
    view.answer = el("p", { class: "egdi-x-answer" });
    view.aside = el("p", { class: "egdi-x-aside" });
    view.cards = el("ul", { class: "egdi-numbers egdi-x-cards" });
    view.live = el("p", { class: "egdi-x-live", role: "status" });
    view.results = el("div", {});

    // the question
    view.place = el("input", { type: "number", id: "egdi-x-place", min: "1", step: "1", inputMode: "numeric",
      onchange: () => change({ place: view.place.value.trim() === "" ? NaN : Number(view.place.value) }) });
    view.placeHint = el("span", { class: "egdi-x-hint", id: "egdi-x-place-hint" });
    view.place.setAttribute("aria-describedby", "egdi-x-place-hint");
    view.editions = record.ahead.map((edition) => el("input", { type: "radio", name: "egdi-x-edition",
      value: String(edition), id: `egdi-x-${edition}`, onchange: () => change({ edition }) }));
    view.group = groupSelect(record);
    view.ticks = tickBox(record);
    const form = el("form", { class: "egdi-x-question", "aria-label": words.question,
      onsubmit: (event) => event.preventDefault() },
    stateBox(record),
    el("div", { class: "egdi-x-field" }, el("label", { htmlFor: "egdi-x-group" }, words.group), view.group),
    el("div", { class: "egdi-x-field egdi-x-small" }, el("label", { htmlFor: "egdi-x-place" }, words.place),
      view.place, view.placeHint),
    el("fieldset", { class: "egdi-x-field" }, el("legend", {}, words.edition),
      el("div", { class: "egdi-x-switch" }, view.editions.map((input) =>
        el("span", {}, input, el("label", { htmlFor: input.id }, input.value))))),
    view.ticks);

    // sliders
    view.own = sliders("own", (values) => change({ own: values }));
    view.other = sliders("other", (values) => change({ other: values }));
    view.rival = el("select", { id: "egdi-x-rival", onchange: () =>
      change({ rival: view.rival.value || null, other: [0, 0, 0] }) });
    view.ownTitle = el("legend", {});
    view.otherTitle = el("legend", {});
    view.reset = el("button", { type: "button", onclick: () =>
      change({ own: [0, 0, 0], other: [0, 0, 0] }) }, words.reset);
    view.meaning = el("p", {});
    view.echo = el("p", { class: "egdi-x-echo" });
    view.needIntro = el("p", {});
    view.need = el("table", { class: "egdi-table egdi-x-need" });

    // pictures
    view.figures = ["chances", "scores", "places", "parts"].map(figure);

    // to take away
    view.command = el("code", {});
    view.cell = el("code", {});
    view.told = el("span", { class: "egdi-x-told", role: "status" });
    const take = el("p", { class: "egdi-x-take" },
      el("button", { type: "button", onclick: () => copy(location.href.split("#")[0] + ask.address(question)) }, words.copyLink),
      el("button", { type: "button", onclick: () => copy(table(view.last).map((row) => row.join("\t")).join("\n")) }, words.copyNumbers),
      el("button", { type: "button", onclick: saveNumbers }, words.download),
      view.told);

    view.results.append(
      el("section", {}, el("h2", {}, words.whatIf), view.meaning, view.echo,
        el("div", { class: "egdi-x-pair" },
          el("fieldset", {}, view.ownTitle, view.own.node),
          el("fieldset", {}, view.otherTitle,
            el("div", { class: "egdi-x-field" }, el("label", { htmlFor: "egdi-x-rival" }, words.rival), view.rival),
            view.other.node)),
        el("p", {}, view.reset)),
      el("h2", {}, words.need), view.needIntro,
      el("div", { class: "egdi-scroll", tabindex: "0", role: "region", "aria-label": words.need }, view.need),
      el("h2", {}, words.pictures),
      el("div", { class: "egdi-x-figures" }, view.figures.map((f) => f.node)),
      el("h2", {}, words.take), take,
      el("p", {}, words.brief), el("pre", { tabIndex: 0 }, view.command),
      el("p", {}, words.parameters), el("pre", { tabIndex: 0 }, view.cell));
    view.top = el("div", { class: "egdi-x-top" }, view.answer, view.aside, view.cards);
    root.replaceChildren(view.notice, view.top, form, view.results, view.live);
  }

  /** A text box with suggestions that the keyboard and a screen reader can use (ARIA combobox). */
  function stateBox(record) {
    const list = el("ul", { role: "listbox", id: "egdi-x-states", hidden: true, "aria-label": words.state });
    const count = el("span", { class: "egdi-x-live", role: "status" });
    const input = el("input", { type: "text", id: "egdi-x-state", role: "combobox", autocomplete: "off",
      spellcheck: false, "aria-expanded": "false", "aria-controls": "egdi-x-states",
      "aria-autocomplete": "list", "aria-describedby": "egdi-x-state-hint" });
    let active = -1;
    let shown = [];
    const everyone = record.states.map((s) => s[0]).sort((a, b) => nameOf(a).localeCompare(nameOf(b), say.code));

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function pick(iso) {
      close();
      input.value = nameOf(iso);
      if (iso !== question.country || view.fault) change({ country: iso });
    }
    function mark(to) {
      active = shown.length ? (to + shown.length) % shown.length : -1;
      [...list.children].forEach((option, i) => {
        option.setAttribute("aria-selected", String(i === active));
        if (i === active) {
          input.setAttribute("aria-activedescendant", option.id);
          option.scrollIntoView({ block: "nearest" });
        }
      });
    }
    function open(text) {
      const exact = text && ask.near(record, text, 40);
      shown = text ? exact : everyone;
      list.replaceChildren(...shown.map((iso) => {
        const [code, , english, , vietnamese] = named.get(iso);
        const both = say.code === "vi" ? [vietnamese, english] : [english, vietnamese];
        const option = el("li", { role: "option", id: `egdi-x-state-${iso}`, "aria-selected": "false" },
          el("span", {}, both[0]), " ",
          el("span", { class: "egdi-x-hint" }, both[0] === both[1] ? code : `${both[1]} · ${code}`));
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => pick(iso));
        return option;
      }));
      count.textContent = shown.length ? say.fill(words.stateCount, { n: say.number(shown.length) })
        : say.fill(words.stateNone, { text });
      if (!shown.length) list.replaceChildren(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, count.textContent));
      list.hidden = false;
      active = -1;
      input.setAttribute("aria-expanded", "true");
      input.removeAttribute("aria-activedescendant");
    }
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => list.hidden && open(""));
    input.addEventListener("input", () => open(input.value.trim()));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open(input.value === nameOf(question.country) ? "" : input.value.trim());
        mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? shown.length - 1 : active - 1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && shown.length) pick(shown[Math.max(active, 0)]);
      } else if (event.key === "Escape") {
        close();
        input.value = nameOf(question.country);
      }
    });
    input.addEventListener("blur", () => {
      if (!list.hidden && shown.length && input.value.trim() && active >= 0) pick(shown[active]);
      close();
      input.value = nameOf(question.country);
    });
    view.state = input;
    return el("div", { class: "egdi-x-field egdi-x-combobox" },
      el("label", { htmlFor: "egdi-x-state" }, words.state), input, list,
      el("span", { class: "egdi-x-hint", id: "egdi-x-state-hint" }, words.stateHint), count);
  }

  function groupSelect(record) {
    const kinds = ["dated", "world", "region", "subregion", "intermediate_region", "income_group_2025", "flag"];
    const select = el("select", { id: "egdi-x-group" },
      kinds.map((kind) => el("optgroup", { label: words.kinds[kind] },
        record.groups.filter((g) => g.kind === kind)
          .map((g) => el("option", { value: g.name }, groupLabel(g.name))))),
      el("option", { value: "*" }, words.chosen));
    select.addEventListener("change", () => {
      if (select.value !== "*") return change({ group: select.value });
      const now = ask.others(record, question, question.edition);
      return change({ group: now.length < 40 ? [...now, question.country].sort() : ask.others(record, { ...question, group: "ASEAN" }, question.edition) });
    });
    return select;
  }

  function tickBox(record) {
    const order = record.states.map((s) => s[0]).sort((a, b) => nameOf(a).localeCompare(nameOf(b), say.code));
    view.boxes = new Map(order.map((iso) => [iso, el("input", { type: "checkbox", value: iso, id: `egdi-x-tick-${iso}` })]));
    const rows = order.map((iso) => el("span", {}, view.boxes.get(iso), el("label", { htmlFor: `egdi-x-tick-${iso}` }, nameOf(iso))));
    const filter = el("input", { type: "search", id: "egdi-x-filter" });
    filter.addEventListener("input", () => {
      const found = filter.value.trim() && new Set(ask.near(record, filter.value, 60));
      rows.forEach((row, i) => { row.hidden = Boolean(found) && !found.has(order[i]); });
    });
    view.tickLegend = el("legend", {});
    return el("fieldset", { class: "egdi-x-ticks", hidden: true, onchange: (event) => {
      if (event.target.type !== "checkbox") return;
      change({ group: order.filter((iso) => view.boxes.get(iso).checked).sort() });
    } }, view.tickLegend,
    el("p", {}, el("label", { htmlFor: "egdi-x-filter" }, words.chosenFilter), " ", filter),
    el("div", { class: "egdi-x-list" }, rows));
  }

  /** Three sliders, each with a box for an exact number. */
  function sliders(name, moved) {
    const rows = words.codes.map((code, p) => {
      const id = `egdi-x-${name}-${code.toLowerCase()}`;
      const range = el("input", { type: "range", id, min: String(-ask.LIMIT), max: String(ask.LIMIT), step: "0.001" });
      const exact = el("input", { type: "number", min: String(-ask.LIMIT), max: String(ask.LIMIT), step: "0.001",
        "aria-label": say.fill(words.shiftExact, { part: words.parts[p] }) });
      const hint = el("span", { class: "egdi-x-hint", id: `${id}-hint` });
      range.setAttribute("aria-label", say.fill(words.shift, { part: words.parts[p] }));
      range.setAttribute("aria-describedby", hint.id);
      const read = (input) => {
        const value = Number(input.value);
        const list = rows.map((row) => row.value);
        list[p] = Math.round(1000 * Math.min(Math.max(value, -ask.LIMIT), ask.LIMIT)) / 1000 || 0;
        moved(list);
      };
      range.addEventListener("input", () => read(range));
      exact.addEventListener("change", () => read(exact));
      return { range, exact, hint, value: 0, node: el("div", { class: "egdi-x-slider" },
        el("label", { htmlFor: id }, words.parts[p]), range, exact, hint) };
    });
    return {
      node: el("div", {}, rows.map((row) => row.node)),
      show(values, hints, enabled) {
        rows.forEach((row, p) => {
          row.value = values[p];
          row.range.value = String(values[p]);
          row.range.setAttribute("aria-valuetext", say.signed(values[p], 3));
          if (document.activeElement !== row.exact || Number(row.exact.value) !== values[p]) row.exact.value = values[p].toFixed(3);
          row.hint.textContent = hints[p] ?? "";
          row.range.disabled = !enabled;
          row.exact.disabled = !enabled;
        });
      },
    };
  }

  // ------------------------------------------------------------------ pictures

  function look(width, palette) {
    return { width, palette, say };
  }
  const dark = () => document.documentElement.dataset.theme === "dark" && !view.printing;

  function figure(kind) {
    const caption = el("figcaption", {});
    const drawing = el("div", { class: "egdi-x-drawing" });
    const note = el("p", { class: "egdi-x-hint" });
    const body = el("tbody", {});
    const numbers = el("details", {}, el("summary", {}, words.numbersOf), el("div", { class: "egdi-scroll",
      tabindex: "0", role: "region", "aria-label": words.numbersOf }, el("table", { class: "egdi-table" }, body)));
    const buttons = ["SVG", "PNG"].map((ending) => el("button", { type: "button",
      onclick: () => savePicture(kind, ending) }, ending));
    const node = el("figure", { class: "egdi-x-figure" }, caption, drawing, note,
      el("p", { class: "egdi-x-save" }, words.save, " ", buttons), numbers);
    return { kind, node, caption, drawing, note, body, numbers, buttons };
  }

  /** What a picture shows: its title, the words for who cannot see it, its drawing, its numbers. */
  function picture(kind, a, width, palette) {
    const q = a.question;
    const at = look(width, palette);
    const place = where(q.group);
    const state = inside(q.country);
    const now = a.history[a.history.length - 1];
    const extra = { edition: q.edition, breaks: loaded.record.breaks, code: q.country };
    if (kind === "chances") {
      const edges = core.classEdges(a.untouched.map((s, i) => (s + a.shares[i]) / 2), q.place);
      const rows = core.classes(a.shares, edges);
      const before = a.moved ? core.classes(a.untouched, edges) : null;
      const title = capital(say.fill(words.figChances, { where: place, edition: q.edition }));
      const places = (r) => (r.first === r.last ? say.ordinal(r.first) : `${r.first}\u2013${r.last}`);
      const alt = say.fill(words.altChances, { state, where: place, edition: q.edition,
        list: rows.map((r) => `${places(r)} ${say.percent(r.chance)}`).join(", ") });
      return { title, alt, svg: charts.chances(rows, before, q.place, at, alt), note: a.moved ? words.tickNote : "",
        numbers: rows.map((r) => [places(r), say.percent(r.chance)]) };
    }
    if (kind === "places") {
      const title = say.fill(words.figPlaces, { where: place, first: a.history[0].edition, edition: q.edition });
      const [low, , middle, , high] = a.placeFan.map((v) => say.number(v));
      const alt = say.fill(words.altPlaces, { state, where: place, edition: q.edition, middle, low, high, k: q.place,
        list: a.history.map((r) => `${r.edition} ${r.place}`).join(", ") });
      return { title, alt, svg: charts.trajectory(a.history, a.placeFan, q.place, at, alt, extra), note: words.shadow,
        numbers: [...a.history.map((r) => [r.edition, `${r.place} / ${r.n}`]), [q.edition, `${middle} (${low}\u2013${high})`]] };
    }
    if (kind === "scores") {
      const title = say.fill(words.figScores, { k: q.place });
      const alt = say.fill(words.altScores, { state, origin: now.edition, edition: q.edition, k: q.place,
        score: say.number(now.score, 3), middle: say.number(a.scoreFan[2], 3),
        line: now.line === null ? "\u2013" : say.number(now.line, 3), lineMiddle: say.number(a.lineFan[2], 3) });
      const scaled = a.history.filter((r) => r.edition >= SCALED);
      return { title, alt, svg: charts.race(scaled.length ? scaled : a.history, a.scoreFan, a.lineFan, q.place, at, alt, extra),
        note: say.fill(words.figNote, { origin: now.edition }),
        numbers: [...a.history.map((r) => [r.edition, say.number(r.score, 4), r.line === null ? "\u2013" : say.number(r.line, 4)]),
          [q.edition, say.number(a.scoreFan[2], 4), say.number(a.lineFan[2], 4)]] };
    }
    if (!now.rival) return null;
    const rival = inside(now.rival);
    const lead = core.leadByPart(loaded.record, q.country, now.rival, now.edition);
    const rows = lead.map((value, p) => ({ name: words.parts[p] ?? words.unexplained, value, sum: false }))
      .filter((r, p) => p < 3 || Math.abs(r.value) >= 0.0005);
    rows.push({ name: words.sum, value: lead.reduce((sum, value) => sum + value, 0), sum: true });
    const title = say.fill(words.figParts, { rival, k: q.place, origin: now.edition });
    const alt = say.fill(words.altParts, { rival, list: rows.map((r) => `${r.name} ${say.signed(r.value, 3)}`).join(", ") });
    return { title, alt, svg: charts.leads(rows, at, alt), note: words.points,
      numbers: rows.map((r) => [r.name, say.signed(r.value, 4)]) };
  }

  function drawAll(a) {
    const palette = charts.PALETTES[dark() ? "dark" : "light"];
    for (const f of view.figures) {
      const width = Math.round(Math.max(270, Math.min(f.drawing.clientWidth || 420, 620)));
      const shown = picture(f.kind, a, width, palette);
      f.node.hidden = !shown;
      if (!shown) continue;
      f.caption.textContent = shown.title;
      f.drawing.replaceChildren(shown.svg);
      f.note.textContent = shown.note;
      f.buttons.forEach((b) => b.setAttribute("aria-label", say.fill(words.saveAs, { figure: shown.title, ending: b.textContent })));
      f.body.replaceChildren(...shown.numbers.map(([head, ...cells]) =>
        el("tr", {}, el("th", { scope: "row" }, String(head)), cells.map((cell) => el("td", {}, cell)))));
    }
  }

  /** Where a saved picture comes from, and what was shifted in it. */
  function sourceLine(a) {
    const q = a.question;
    const source = say.fill(words.source, { model: a.model, origin: loaded.record.origin, edition: q.edition });
    const moved = [[q.country, q.own], [q.rival, q.other]].flatMap(([iso, shift]) =>
      shift.map((s, p) => s && `${nameOf(iso)} ${words.codes[p]} ${say.signed(s)}`).filter(Boolean));
    return moved.length ? `${source} ${say.fill(words.shifts, { list: moved.join(", ") })}` : source;
  }
  function fileName(a, what, ending) {
    const group = Array.isArray(a.question.group) ? "chosen" : a.question.group.replace(/[^A-Za-z]+/g, "-");
    return `egdi-${a.question.country}-${group}-${a.question.place}-${a.question.edition}-${what}.${ending}`;
  }
  function give(blob, name) {
    const link = el("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function savePicture(kind, ending) {
    const a = view.last;
    const shown = picture(kind, a, SAVED_WIDTH, charts.PALETTES.light);
    const svg = charts.framed(shown.svg, `${nameOf(a.question.country)}: ${shown.title}`, sourceLine(a));
    const text = new XMLSerializer().serializeToString(svg);
    if (ending === "SVG") return give(new Blob([text], { type: "image/svg+xml" }), fileName(a, kind, "svg"));
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = el("canvas", { width: 2 * image.width, height: 2 * image.height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => give(blob, fileName(a, kind, "png")), "image/png");
    });
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    return undefined;
  }

  // ------------------------------------------------------------------ numbers to take away

  /** All numbers of the answer, a row each. */
  function table(a) {
    const q = a.question;
    const own = [q.edition, q.country, nameOf(q.country)];
    const rows = [words.csv];
    const add = (item, value, [edition, code, name] = own) => rows.push([item, edition, code, name, value]);
    add("group", Array.isArray(q.group) ? q.group.join(" ") : q.group);
    add("target_place", q.place);
    add("draws", a.draws);
    add("chance", a.chance);
    words.codes.forEach((code, p) => add(`shift_${code.toLowerCase()}`, q.own[p]));
    if (q.rival) words.codes.forEach((code, p) => add(`shift_${code.toLowerCase()}`, q.other[p], [q.edition, q.rival, nameOf(q.rival)]));
    a.shares.forEach((share, i) => add(`chance_place_${i + 1}`, share));
    for (const [name, fan] of [["place", a.placeFan], ["world_rank", a.rankFan], ["score", a.scoreFan], ["line", a.lineFan]]) {
      ["q10", "q25", "q50", "q75", "q90"].forEach((level, i) => add(`${name}_${level}`, fan[i]));
    }
    (a.needed || []).forEach((list, l) => list.forEach((points, i) =>
      add(`needed_${["osi", "tii", "hci", "each"][i]}_for_${100 * ask.LEVELS[l]}`, points ?? "")));
    for (const r of a.history) {
      const at = [r.edition, q.country, nameOf(q.country)];
      add("score", r.score, at);
      add("place", r.place, at);
      add("ranked_in_group", r.n, at);
      add("world_rank", r.world, at);
      add("ranked_in_world", r.ranked, at);
      if (r.rival) add("line", r.line, [r.edition, r.rival, nameOf(r.rival)]);
    }
    const now = a.history[a.history.length - 1];
    if (now.rival) {
      core.leadByPart(loaded.record, q.country, now.rival, now.edition).forEach((value, p) =>
        add(`lead_${["osi", "tii", "hci", "unexplained"][p]}`, value, [now.edition, now.rival, nameOf(now.rival)]));
    }
    return rows;
  }

  function saveNumbers() {
    const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
    const text = table(view.last).map((row) => row.map(cell).join(",")).join("\n");
    // The mark tells spreadsheets that the letters are UTF-8.
    give(new Blob([`\ufeff${text}\n`], { type: "text/csv;charset=utf-8" }), fileName(view.last, "numbers", "csv"));
  }

  async function copy(text) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const box = el("textarea", { value: text, class: "egdi-x-live", "aria-hidden": "true" });
      document.body.append(box);
      box.select();
      done = document.execCommand("copy");
      box.remove();
    }
    view.told.textContent = done ? words.copied : words.copyFailed;
    later("told", 4000, () => { view.told.textContent = ""; });
  }

  // ------------------------------------------------------------------ showing an answer

  function answerText(a) {
    const state = nameOf(a.question.country);
    return say.fill(words.answer, { state, chance: say.chance(a.chance, a.draws), goal: goal(a.question), edition: a.question.edition });
  }

  function today(a) {
    const q = a.question;
    const now = a.history[a.history.length - 1];
    const points = now.line === null ? 0 : now.score - now.line;
    const key = points === 0 ? "gapLevel" : points < 0 ? "gapShort" : "gapOver";
    const gap = now.rival ? say.fill(words[key], { points: say.number(Math.abs(points), 3), rival: inside(now.rival) }) : "";
    return say.fill(q.group === "World" ? words.todayWorld : words.today, {
      edition: now.edition, place: say.ordinal(now.place), n: say.number(now.n), where: where(q.group),
      rank: say.ordinal(now.world), ranked: say.number(now.ranked), gap,
    });
  }

  function remarks(a) {
    const q = a.question;
    const out = [];
    if (a.moved) out.push(say.fill(words.withSliders, { chance: say.chance(a.before, a.draws) }));
    out.push(today(a));
    if (typeof q.group === "string" && q.group !== "World") {
      const { members } = loaded.record.groups.find((g) => g.name === q.group);
      const at = (edition) => (Array.isArray(members) ? members : members[edition]);
      const [then, now] = [at(q.edition), at(loaded.record.origin)];
      if (!then.includes(q.country)) {
        out.push(say.fill(words.guest, { state: inside(q.country), group: groupName(q.group), n: say.number(then.length) }));
      }
      if (then.length !== now.length) {
        out.push(say.fill(words.membersNow, { group: groupName(q.group), n: say.number(then.length),
          edition: q.edition, before: say.number(now.length), origin: loaded.record.origin }));
      }
    }
    return out.map((sentence) => capital(sentence.trim())).join(" ");
  }

  function show(a) {
    const q = a.question;
    const { record } = loaded;
    view.last = a;
    const state = nameOf(q.country);
    view.answer.replaceChildren(...composed(words.answer, {
      state: el("strong", {}, state), chance: el("strong", { class: "egdi-x-chance" }, say.chance(a.chance, a.draws)),
      goal: goal(q), edition: String(q.edition),
    }));
    view.aside.textContent = remarks(a);
    const best = a.shares.indexOf(Math.max(...a.shares));
    const range = (fan, digits) => ({ low: say.number(fan[0], digits), high: say.number(fan[4], digits) });
    const card = (big, small) => el("li", {}, el("strong", {}, big), small);
    view.cards.replaceChildren(
      ...(q.group === "World" ? [] : [card(say.ordinal(best + 1), say.fill(words.cardPlace, { n: say.number(a.n), chance: say.percent(a.shares[best]) }))]),
      card(say.ordinal(Math.round(a.rankFan[2])), say.fill(words.cardRank, { n: say.number(a.worldN), ...range(a.rankFan, 0) })),
      card(say.number(a.scoreFan[2], 3), say.fill(words.cardScore, range(a.scoreFan, 3))),
      card(say.number(a.lineFan[2], 3), say.fill(words.cardLine, range(a.lineFan, 3))));

    // controls
    if (document.activeElement !== view.state) view.state.value = nameOf(q.country);
    view.group.value = Array.isArray(q.group) ? "*" : q.group;
    view.ticks.hidden = !Array.isArray(q.group);
    if (Array.isArray(q.group)) {
      view.tickLegend.textContent = say.fill(words.chosenLegend, { n: say.number(q.group.length) });
      const ticked = new Set(q.group);
      for (const [iso, box] of view.boxes) box.checked = ticked.has(iso);
    }
    view.place.max = String(a.n - 1);
    view.place.value = String(q.place);
    view.placeHint.textContent = say.fill(words.placeHint, { most: say.number(a.n - 1) });
    for (const input of view.editions) input.checked = Number(input.value) === q.edition;

    // sliders
    const last = record.editions.length - 1;
    const hints = (iso, parts) => words.codes.map((_, p) => say.fill(words.middle, {
      now: say.number(record.panel[iso][last][p + 1], 3), origin: record.origin,
      middle: say.number(core.quantiles(parts[p], [0.5])[0], 3) }));
    const key = `${q.country} ${q.edition} ${q.rival} ${a.rivals.join()}`;
    if (view.sliderKey !== key) {
      view.sliderKey = key;
      view.meaning.textContent = say.fill(words.meaning, { draws: say.number(a.draws) });
      view.ownTitle.textContent = say.fill(words.own, { state, edition: q.edition });
      view.otherTitle.textContent = say.fill(words.rivalTitle, { edition: q.edition });
      view.rival.replaceChildren(el("option", { value: "" }, words.rivalNone), ...[...a.rivals]
        .sort((x, y) => (record.panel[y][last]?.[0] ?? 0) - (record.panel[x][last]?.[0] ?? 0))
        .map((iso) => el("option", { value: iso }, nameOf(iso))));
      const own = loaded.parts[`${q.edition}-${q.country}`];
      const other = q.rival && loaded.parts[`${q.edition}-${q.rival}`];
      view.hints = [hints(q.country, own), other ? hints(q.rival, other) : []];
    }
    view.echo.textContent = say.fill(a.moved ? words.echoMoved : words.echo, {
      chance: say.chance(a.chance, a.draws), before: say.chance(a.before, a.draws),
      rank: say.ordinal(Math.round(a.rankFan[2])), score: say.number(a.scoreFan[2], 3) });
    view.rival.value = q.rival ?? "";
    view.own.show(q.own, view.hints[0], true);
    view.other.show(q.other, view.hints[1], Boolean(q.rival));
    view.reset.disabled = !a.moved;

    // points needed
    view.needIntro.textContent = say.fill(words.needIntro, { goal: goal(q), edition: q.edition });
    const held = document.activeElement?.id;
    view.need.replaceChildren(
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, words.needWhat), ask.LEVELS.map((level) =>
        el("th", { scope: "col" }, say.fill(words.needColumn, { n: say.number(100 * level) }))))),
      el("tbody", {}, ask.ALONG.map((along, i) => {
        const part = i < 3 ? say.fill(words.needPart, { part: words.codes[i] }) : words.needAll;
        return el("tr", {}, el("th", { scope: "row" }, part), ask.LEVELS.map((_, l) =>
          el("td", {}, needCell(q, a.needed[l][i], along, i, l))));
      })));
    if (held?.startsWith("egdi-x-need")) document.getElementById(held)?.focus();

    drawAll(a);

    // to take away
    const group = Array.isArray(q.group) ? q.group.join(",") : q.group;
    view.command.textContent = `make brief COUNTRY=${q.country} GROUP="${group}" PLACE=${q.place}`;
    view.cell.textContent = `FOCUS = "${q.country}"\nGROUP = "${group}"\nTARGET_PLACE = ${q.place}\nEDITION = ${record.origin}`;
    later("live", 500, () => { view.live.textContent = `${answerText(a)} ${remarks(a)}`; });
  }

  function needCell(q, points, along, i, l) {
    if (points === null) return words.needNever;
    if (points === 0) return words.needHeld;
    const to = q.own.map((s, p) => Math.round(1000 * (s + along[p] * points)) / 1000);
    const label = `+${say.number(points, 3)}`;
    if (to.some((s) => Math.abs(s) > ask.LIMIT)) return label;
    return el("button", { type: "button", id: `egdi-x-need-${i}-${l}`, onclick: () => change({ own: to }),
      "aria-label": say.fill(words.needTry, { part: i < 3 ? words.codes[i] : words.codes.join(", "), points: say.number(points, 3) }) }, label);
  }

  // ------------------------------------------------------------------ from question to answer

  /** Ask another question: the present one with some of it changed. */
  function change(changed) {
    let next = { ...question, ...changed };
    const rivals = ask.others(loaded.record, next, next.edition);
    if (!("place" in changed) && rivals.length) next.place = Math.min(next.place, rivals.length);
    if (next.rival && !rivals.includes(next.rival)) next = { ...next, rival: null, other: [0, 0, 0] };
    if ("country" in changed || "edition" in changed) next = { ...next, own: [0, 0, 0], other: [0, 0, 0] };
    later("address", 250, () => history.replaceState(null, "", ask.address(question)));
    return put(ask.parse(ask.address(next), loaded.record));
  }

  let turn = 0;
  /** Put a question, or tell what is wrong with it. */
  async function put(parsed) {
    question = parsed.question;
    view.fault = parsed.fault;
    turn += 1;
    const mine = turn;
    root.dataset.state = "asked";
    if (parsed.fault) {
      tell(parsed.fault);
      return;
    }
    const { country, edition, rival } = question;
    const needed = [`scores-${edition}.js`, `parts-${edition}-${country}.js`];
    if (rival) needed.push(`parts-${edition}-${rival}.js`);
    if (!asked[needed[0]]) view.answer.textContent = say.fill(words.loading, { file: needed[0] });
    try {
      await Promise.all(needed.map(load));
    } catch (error) {
      if (mine === turn) sayFailed(error.message);
      return;
    }
    if (mine !== turn) return;
    const started = performance.now();
    view.notice.hidden = true;
    view.top.hidden = false;
    view.results.hidden = false;
    show(ask.answer(question, loaded));
    root.dataset.state = "answered";
    root.dataset.took = (performance.now() - started).toFixed(1);
    if (!root.dataset.first) root.dataset.first = performance.now().toFixed(0);
  }

  function questionLink(q, label) {
    return el("a", { href: ask.address(q), onclick: (event) => {
      event.preventDefault();
      history.pushState(null, "", ask.address(q));
      put({ question: q, fault: null });
      view.state.focus();
    } }, label);
  }
  const inShort = (q) => say.fill(words.brief_question, { state: nameOf(q.country),
    group: Array.isArray(q.group) ? groupName(q.group) : groupLabel(q.group), k: say.number(q.place), edition: q.edition });

  /** Tell what is wrong with a question, and show ways back. */
  function tell(fault) {
    const values = { ...fault.values };
    if (values.state) values.state = inside(values.state);
    if (values.editions) values.list = say.list(values.editions.map(String));
    if ("part" in values) values.part = words.codes[values.part];
    for (const key of ["n", "most"]) if (key in values) values[key] = say.number(values[key]);
    if ("text" in values) values.text = String(values.text ?? "").slice(0, 60);
    const first = ask.first(loaded.record);
    const near = fault.near.slice(0, 3);
    view.notice.replaceChildren(
      el("p", {}, say.fill(words.faults[fault.key], values)),
      near.length ? el("p", {}, `${words.mean} `, near.flatMap((q, i) => [i ? " · " : "", questionLink(q, inShort(q))]), "?") : "",
      el("p", {}, questionLink(first, say.fill(words.back, { question: inShort(first) }))));
    root.dataset.state = "fault";
    view.notice.hidden = false;
    view.top.hidden = true;
    view.results.hidden = true;
    view.live.textContent = "";
    clearTimeout(wait.live);
    clearTimeout(wait.address);
    view.state.value = nameOf(question.country);
    view.group.value = Array.isArray(question.group) ? "*" : question.group;
    view.ticks.hidden = !Array.isArray(question.group);
    for (const input of view.editions) input.checked = Number(input.value) === question.edition;
    const most = ask.others(loaded.record, question, question.edition).length;
    view.place.value = question.place >= 1 ? String(Math.min(question.place, most)) : "";
    view.placeHint.textContent = most ? say.fill(words.placeHint, { most: say.number(most) }) : "";
  }

  function sayFailed(file) {
    const notice = el("p", { class: "egdi-x-notice", role: "alert" }, say.fill(words.failed, { file }));
    root.replaceChildren(notice);
    root.dataset.state = "failed";
  }

  async function start() {
    root.replaceChildren(el("p", { role: "status" }, say.fill(words.loading, { file: "record.js" })));
    try {
      await load("record.js");
    } catch (error) {
      sayFailed(error.message);
      return;
    }
    named = new Map(loaded.record.states.map((s) => [s[0], s]));
    build();
    const read = () => {
      // A heading's own address is not a question.
      const hash = location.hash;
      if (hash && !hash.includes("=") && document.getElementById(hash.slice(1))) {
        return question ? undefined : put({ question: ask.first(loaded.record), fault: null });
      }
      if (question && !view.fault && hash === ask.address(question)) return undefined;
      return put(ask.parse(hash, loaded.record));
    };
    addEventListener("hashchange", read);
    const again = () => view.last && !view.results.hidden && drawAll(view.last);
    new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    let width = root.clientWidth;
    new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      later("resize", 100, again);
    }).observe(root);
    addEventListener("beforeprint", () => { view.printing = true; again(); });
    addEventListener("afterprint", () => { view.printing = false; again(); });
    await read();
  }

  start();
})();
