/**
 * The question a reader asks, as the address carries it, and what the draws answer.
 *
 * @typedef {{country: string, group: string|string[], place: number, edition: number,
 *   own: number[], rival: string|null, other: number[]}} Question
 */
"use strict";

egdiExplorer.question = (() => {
  /** The farthest shift of a part, in points. */
  const LIMIT = 0.3;
  const KEYS = ["country", "group", "place", "edition", "rival"];
  const OWN = ["osi", "tii", "hci"];
  const OTHER = ["rival-osi", "rival-tii", "rival-hci"];
  const ALIASES = { "south-eastern asia": "South-East Asia", "southeast asia": "South-East Asia" };

  /** Letters only, without marks: "Thái Lan" and "thai lan" are the same. */
  const folded = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase()
      .replace(/[^a-z0-9]+/g, " ").trim();

  /** The question the page opens with. @returns {Question} */
  const first = (record) => ({
    country: "VNM", group: "ASEAN", place: 4, edition: record.ahead[0], own: [0, 0, 0], rival: null,
    other: [0, 0, 0],
  });

  /** Members of a group at an edition, without the focus. @returns {string[]} */
  function others(record, question, edition) {
    let codes = question.group;
    if (typeof codes === "string") {
      const { members } = record.groups.find((g) => g.name === question.group);
      codes = Array.isArray(members) ? members : members[edition];
    }
    return codes.filter((iso) => iso !== question.country);
  }

  /** Letters to change to get from one word to another (Levenshtein). */
  function distance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      }
      row = next;
    }
    return row[b.length];
  }

  /** States whose code or name begins with, holds, or is nearly the text; best first. */
  function near(record, text, most = 3) {
    const wanted = folded(text);
    if (!wanted) return [];
    const scored = record.states.map(([iso3, iso2, short, long, vietnamese]) => {
      const codes = [iso3, iso2].map(folded);
      const names = [short, long, vietnamese].map(folded);
      let score = 9;
      if (names.includes(wanted)) score = 0;
      else if (codes.includes(wanted)) score = 1;
      else if (names.some((n) => n.startsWith(wanted))) score = 2;
      else if (codes.some((c) => c.startsWith(wanted))) score = 3;
      else if (names.some((n) => n.includes(` ${wanted}`))) score = 4;
      else if (wanted.length > 2 && names.some((n) => n.includes(wanted))) score = 5;
      return { iso3, score, names, codes };
    });
    const found = scored.filter((s) => s.score < 9).sort((a, b) => a.score - b.score);
    if (found.length) return found.slice(0, most).map((s) => s.iso3);
    return scored
      .map((s) => {
        const far = Math.min(...[...s.names, ...s.codes].map((n) => distance(n, wanted)));
        // Of equals, those that begin alike: people rarely miss the first letter.
        return { iso3: s.iso3, far: far + (s.codes[0][0] === wanted[0] ? 0 : 0.5) };
      })
      .filter((s) => s.far <= Math.max(1.5, Math.floor(wanted.length / 2)))
      .sort((a, b) => a.far - b.far).slice(0, most).map((s) => s.iso3);
  }

  /**
   * Read the address. What is not said is as in the first question.
   * @param {string} hash @param {any} record
   * @returns {{question: Question, fault: {key: string, values: any, near: Question[]}|null}}
   */
  function parse(hash, record) {
    const question = first(record);
    const codes = new Set(record.states.map((s) => s[0]));
    const fault = (key, values, close = []) => ({ question, fault: { key, values, near: close } });
    const given = new URLSearchParams(hash.replace(/^#/, ""));
    const known = new Set([...KEYS, ...OWN, ...OTHER]);
    for (const key of given.keys()) if (!known.has(key)) return fault("key", { text: key });

    if (given.has("country")) {
      const text = given.get("country").trim();
      const iso = text.toUpperCase();
      if (!codes.has(iso)) {
        return fault("country", { text }, near(record, text).map((c) => ({ ...question, country: c })));
      }
      question.country = iso;
    }
    if (given.has("edition")) {
      const text = given.get("edition").trim();
      if (!record.ahead.map(String).includes(text)) {
        return fault("edition", { text, editions: record.ahead });
      }
      question.edition = Number(text);
    }
    if (given.has("group")) {
      const text = given.get("group").trim();
      const wanted = ALIASES[text.toLowerCase()] || text;
      const named = record.groups.find((g) => g.name.toLowerCase() === wanted.toLowerCase());
      if (named) question.group = named.name;
      else if (text.includes(",")) {
        const list = text.split(",").map((c) => c.trim().toUpperCase()).filter(Boolean);
        const wrong = list.find((c) => !codes.has(c));
        if (wrong) return fault("member", { text: wrong });
        question.group = [...new Set(list)].sort();
      } else return fault("group", { text });
    }
    const rivals = others(record, question, question.edition);
    if (!rivals.length) return fault("few", { state: question.country });
    if (given.has("place")) {
      const text = given.get("place").trim();
      question.place = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
    } else question.place = Math.min(question.place, rivals.length);
    const asked = question.place;
    if (!(asked >= 1 && asked <= rivals.length)) {
      question.place = Math.min(4, rivals.length);
      return fault("place", { text: given.get("place"), n: rivals.length + 1, most: rivals.length },
        [{ ...question }]);
    }
    if (given.has("rival")) {
      const text = given.get("rival").trim();
      question.rival = rivals.includes(text.toUpperCase()) ? text.toUpperCase() : null;
      if (!question.rival) return fault("rival", { text }, [{ ...question }]);
    }
    for (const [keys, shift] of [[OWN, question.own], [OTHER, question.other]]) {
      for (const [p, key] of keys.entries()) {
        if (!given.has(key)) continue;
        const text = given.get(key).trim();
        const value = /^[+\u2212-]?\d*[.]?\d+$/.test(text) ? Number(text.replace("\u2212", "-")) : NaN;
        if (!(Math.abs(value) <= LIMIT)) return fault("shift", { part: p, text }, [{ ...question }]);
        shift[p] = Math.round(1000 * value) / 1000;
      }
    }
    if (!question.rival) question.other = [0, 0, 0];
    return { question, fault: null };
  }

  /** Write the address of a question. @param {Question} question */
  function address(question) {
    const group = typeof question.group === "string" ? question.group : question.group.join(",");
    const { country, place, edition } = question;
    const said = [["country", country], ["group", group], ["place", place], ["edition", edition]];
    OWN.forEach((key, p) => question.own[p] && said.push([key, question.own[p]]));
    if (question.rival) {
      said.push(["rival", question.rival]);
      OTHER.forEach((key, p) => question.other[p] && said.push([key, question.other[p]]));
    }
    return `#${said.map(([key, value]) => `${key}=${encodeURIComponent(value).replace(/%2C/g, ",")}`).join("&")}`;
  }

  const LEVELS = [0.5, 0.8];
  const ALONG = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]];
  const FAN = [0.1, 0.25, 0.5, 0.75, 0.9];
  let kept = { key: "", base: null };

  /** What does not depend on the state's own sliders, kept while they move. */
  function base(question, loaded) {
    const key = JSON.stringify({ ...question, own: null });
    if (kept.key === key) return kept.base;
    const { core } = egdiExplorer;
    const scores = loaded.scores[question.edition];
    const { weights } = scores;
    const drawn = new Set(scores.iso3);
    const rivals = others(loaded.record, question, question.edition).filter((iso) => drawn.has(iso));
    const moved = (iso) => iso === question.rival
      ? core.shifted(scores.states[iso], loaded.parts[`${question.edition}-${iso}`], question.other, weights)
      : scores.states[iso];
    const group = rivals.map(moved);
    const world = scores.iso3.filter((iso) => iso !== question.country).map(moved);
    const line = core.line(group, question.place);
    const history = core.history(
      loaded.record, question.country, others(loaded.record, question, loaded.record.origin), question.place,
    );
    const own = scores.states[question.country];
    const plain = rivals.map((iso) => scores.states[iso]);
    const untouched = core.places(own, plain);
    const found = { rivals, group, world, line, lineFan: core.quantiles(line, FAN), history, untouched };
    kept = { key, base: found };
    return found;
  }

  /**
   * Answer a question from what is loaded.
   * @param {Question} question @param {any} loaded scores of the edition, parts of the moved states
   */
  function answer(question, loaded) {
    const { core } = egdiExplorer;
    const scores = loaded.scores[question.edition];
    const parts = loaded.parts[`${question.edition}-${question.country}`];
    const plain = scores.states[question.country];
    const found = base(question, loaded);
    const own = core.shifted(plain, parts, question.own, scores.weights);
    const places = core.places(own, found.group);
    const ranks = core.places(own, found.world);
    const n = found.rivals.length + 1;
    const shares = core.shares(places, n);
    const within = (at) => at.reduce((held, place) => held + (place <= question.place ? 1 : 0), 0) / at.length;
    const needed = parts && LEVELS.map((level) => ALONG.map((along) =>
      core.needed(plain, parts, question.own, along, scores.weights, found.line, level)));
    return {
      question, n, draws: scores.draws, rivals: found.rivals, chance: within(places), shares,
      untouched: core.shares(found.untouched, n), before: within(found.untouched), needed,
      moved: [...question.own, ...question.other].some((s) => s !== 0),
      placeFan: core.quantiles(places, FAN), rankFan: core.quantiles(ranks, FAN),
      scoreFan: core.quantiles(own, FAN), lineFan: found.lineFan, history: found.history,
      middles: parts && parts.map((part) => core.quantiles(part, [0.5])[0]),
      worldN: scores.iso3.length, model: scores.model,
    };
  }

  return { LIMIT, LEVELS, ALONG, first, parse, address, others, near, folded, answer };
})();
