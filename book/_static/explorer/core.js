/**
 * The explorer's arithmetic: draws, ranks, places, chances and points needed. No page, no words.
 *
 * Plain scripts without a build: the page must open from a folder (`file://`), where browsers
 * refuse ES modules, and the book must build with Python alone. Each script adds one room to the
 * single global `egdiExplorer`. Ranks follow `egdi.projection`: highest first, ties share the
 * better rank; tests compare both on the same draws, to the last digit.
 */
"use strict";

/** @type {any} */
var egdiExplorer = {
  /** What the data files brought: record, scores by edition, parts by edition and state. */
  loaded: { record: null, scores: {}, parts: {} },

  /** Called by each data file. @param {string} kind @param {any} content */
  receive(kind, content) {
    const { core, loaded } = egdiExplorer;
    if (kind === "record") loaded.record = content;
    if (kind === "scores") loaded.scores[content.edition] = core.openScores(content);
    if (kind === "parts") loaded.parts[`${content.edition}-${content.iso3}`] = core.openParts(content);
  },
};

egdiExplorer.core = (() => {
  /**
   * Read whole numbers of some bits each, highest bit first, from base64.
   * @param {string} text @param {number} bits @returns {Uint16Array}
   */
  function unpack(text, bits) {
    const bytes = atob(text);
    const out = new Uint16Array(Math.floor((bytes.length * 8) / bits));
    const mask = (1 << bits) - 1;
    let held = 0;
    let have = 0;
    let at = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      held = ((held << 8) | bytes.charCodeAt(i)) & 0xffffff;
      have += 8;
      while (have >= bits && at < out.length) {
        have -= bits;
        out[at] = (held >> have) & mask;
        at += 1;
      }
    }
    return out;
  }

  /**
   * Open one edition: the scores of every state, draw by draw.
   * @returns {{edition: number, iso3: string[], draws: number, weights: number[], model: string,
   *   states: Object<string, Float64Array>}}
   */
  function openScores(file) {
    const counts = unpack(file.data, 12);
    const states = {};
    file.iso3.forEach((iso, s) => {
      const own = new Float64Array(file.draws);
      for (let d = 0; d < file.draws; d += 1) {
        own[d] = (file.low[s] + counts[s * file.draws + d]) / file.steps;
      }
      states[iso] = own;
    });
    const { edition, iso3, draws, weights, model } = file;
    return { edition, iso3, draws, weights, model, states };
  }

  /** Open the parts of one state: three arrays, OSI, TII and HCI in each draw. */
  function openParts(file) {
    const counts = unpack(file.data, 8);
    const draws = counts.length / 3;
    return file.low.map((low, p) =>
      Float64Array.from({ length: draws }, (_, d) => low + counts[p * draws + d] * file.step[p]),
    );
  }

  const clipped = (value) => Math.min(Math.max(value, 0), 1);

  /**
   * Shift a state's parts in every draw and return its scores. A shift keeps the shock that the
   * part shares with its rivals; a part stays between 0 and 1.
   * @param {Float64Array} scores @param {Float64Array[]|null} parts @param {number[]} shift
   * @param {number[]} weights @returns {Float64Array}
   */
  function shifted(scores, parts, shift, weights) {
    if (!parts || shift.every((s) => s === 0)) return scores;
    const [osi, tii, hci] = parts;
    const out = new Float64Array(scores.length);
    for (let d = 0; d < out.length; d += 1) {
      const gain =
        weights[0] * (clipped(osi[d] + shift[0]) - osi[d]) +
        weights[1] * (clipped(tii[d] + shift[1]) - tii[d]) +
        weights[2] * (clipped(hci[d] + shift[2]) - hci[d]);
      out[d] = scores[d] + gain;
    }
    return out;
  }

  /**
   * The place in each draw: one more than the others with a higher score.
   * @param {Float64Array} own @param {Float64Array[]} others @returns {Uint16Array}
   */
  function places(own, others) {
    const out = new Uint16Array(own.length).fill(1);
    for (const other of others) {
      for (let d = 0; d < out.length; d += 1) out[d] += other[d] > own[d] ? 1 : 0;
    }
    return out;
  }

  /** The share of draws in each place, 1 to n. @param {Uint16Array} at @param {number} n */
  function shares(at, n) {
    const counts = new Array(n).fill(0);
    for (const place of at) counts[place - 1] += 1;
    return counts.map((count) => count / at.length);
  }

  /**
   * The score to beat in each draw: that of the k-th best other.
   * @param {Float64Array[]} others @param {number} k @returns {Float64Array}
   */
  function line(others, k) {
    const draws = others[0].length;
    const out = new Float64Array(draws);
    const best = new Float64Array(k);
    for (let d = 0; d < draws; d += 1) {
      // The best k so far, highest first.
      let held = 0;
      for (const other of others) {
        const score = other[d];
        if (held === k && score <= best[k - 1]) continue;
        let at = held < k ? held : k - 1;
        while (at > 0 && best[at - 1] < score) {
          best[at] = best[at - 1];
          at -= 1;
        }
        best[at] = score;
        if (held < k) held += 1;
      }
      out[d] = best[k - 1];
    }
    return out;
  }

  /** The share of draws in which a score is on the line or above. */
  function chanceOver(own, over) {
    let held = 0;
    for (let d = 0; d < own.length; d += 1) held += own[d] >= over[d] ? 1 : 0;
    return held / own.length;
  }

  /**
   * The smallest further shift, in thousandths, that brings the chance to a level.
   * @param {Float64Array} scores unshifted @param {Float64Array[]} parts @param {number[]} from the
   *   shift already made @param {number[]} along 1 for each part that moves @param {number[]} weights
   * @param {Float64Array} over the line @param {number} level
   * @returns {number|null} points of each moving part; 0 if the level is held; null if out of reach
   */
  function needed(scores, parts, from, along, weights, over, level) {
    const reached = (thousandths) => {
      const shift = from.map((s, p) => s + (along[p] * thousandths) / 1000);
      return chanceOver(shifted(scores, parts, shift, weights), over) >= level;
    };
    let low = 0;
    if (reached(low)) return 0;
    let high = 1000 + Math.ceil(1000 * Math.max(0, ...from.map((s) => -s)));
    if (!reached(high)) return null;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (reached(middle)) high = middle;
      else low = middle;
    }
    return high / 1000;
  }

  /** A quantile as numpy takes it by default: linear between the ordered values. */
  function quantile(ordered, q) {
    const at = q * (ordered.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, ordered.length - 1);
    const part = at - below;
    const step = ordered[above] - ordered[below];
    return part < 0.5 ? ordered[below] + step * part : ordered[above] - step * (1 - part);
  }

  /** Quantiles of draws. @param {ArrayLike<number>} values @param {number[]} levels */
  function quantiles(values, levels) {
    const ordered = Float64Array.from(values).sort();
    return levels.map((q) => quantile(ordered, q));
  }

  /**
   * Classes of places, as `egdi.projection.class_edges` makes them: each place in a small group,
   * neighbours together in a large one, none across the target.
   * @param {number[]} chances by place @param {number} target @param {number} most
   * @returns {number[]} the first place of each class, and one beyond the last
   */
  function classEdges(chances, target, most = 12) {
    const n = chances.length;
    if (n <= most) return Array.from({ length: n + 1 }, (_, i) => i + 1);
    const first = (q) => {
      let sum = 0;
      for (let i = 0; i < n; i += 1) {
        sum += chances[i];
        if (sum >= q - 1e-9) return i + 1;
      }
      return n;
    };
    const low = Math.min(first(0.01), target);
    const high = Math.max(first(0.99), target + 1);
    const width = Math.ceil((high - low + 1) / (most - 3));
    const edges = [1];
    const start = target + 1 - width * Math.ceil((target + 1 - low) / width);
    for (let edge = start; edge <= high + width; edge += width) {
      if (edge > 1 && edge <= n) edges.push(edge);
    }
    return [...edges, n + 1];
  }

  /** Chances of classes. @returns {{first: number, last: number, chance: number}[]} */
  function classes(chances, edges) {
    return edges.slice(0, -1).map((first, i) => {
      const last = edges[i + 1] - 1;
      const chance = chances.slice(first - 1, last).reduce((sum, share) => sum + share, 0);
      return { first, last, chance };
    });
  }

  /**
   * What the record says of a state in a group, edition by edition.
   * @param {any} record @param {string} focus @param {string[]} members with or without the focus
   * @param {number} k target place
   * @returns {{edition: number, score: number, place: number, n: number, world: number,
   *   ranked: number, line: number|null, rival: string|null}[]}
   */
  function history(record, focus, members, k) {
    const out = [];
    record.editions.forEach((edition, e) => {
      const row = record.panel[focus][e];
      if (!row) return;
      const scored = (codes) =>
        codes.filter((iso) => iso !== focus && record.panel[iso][e])
          .map((iso) => ({ iso, score: record.panel[iso][e][0] }))
          .sort((a, b) => b.score - a.score || (a.iso < b.iso ? -1 : 1));
      const others = scored(members);
      const world = scored(Object.keys(record.panel));
      const above = (list) => 1 + list.filter((other) => other.score > row[0]).length;
      out.push({
        edition, score: row[0], place: above(others), n: others.length + 1, world: above(world),
        ranked: world.length + 1, line: others[k - 1]?.score ?? null,
        rival: others[k - 1]?.iso ?? null,
      });
    });
    return out;
  }

  /**
   * The lead of a state over another at an edition, by part, in index points.
   * @returns {number[]} OSI, TII, HCI and what the formula leaves unexplained; they add up to the
   *   difference of the published scores
   */
  function leadByPart(record, focus, rival, edition) {
    const e = record.editions.indexOf(edition);
    const weights = record.weights[edition];
    const split = (row) => {
      const parts = weights.map((w, p) => w * row[p + 1]);
      return [...parts, row[0] - (parts[0] + parts[1] + parts[2])];
    };
    const [own, other] = [split(record.panel[focus][e]), split(record.panel[rival][e])];
    return own.map((value, p) => value - other[p]);
  }

  return {
    unpack, openScores, openParts, shifted, places, shares, line, chanceOver, needed, quantile,
    quantiles, classEdges, classes, history, leadByPart,
  };
})();
