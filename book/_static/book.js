/* One switch on each page of a notebook that opens and closes all of its code; the switch of
   language keeps the place on the page. */
(() => {
  "use strict";
  const folds = () => document.querySelectorAll(".bd-article details.hide");

  function addSwitch() {
    const place = document.querySelector(".article-header-buttons");
    if (!place || !folds().length) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm egdi-code-switch";
    button.setAttribute("aria-pressed", "false");
    button.textContent = egdiWords.show;
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(open));
      button.textContent = open ? egdiWords.hide : egdiWords.show;
      for (const fold of folds()) fold.open = open;
    });
    place.prepend(button);
  }

  /** Where the reader is: a section by its number, alike in all languages, or any other place. */
  function place() {
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (location.hash && !(named && named.matches("section, .bd-article span"))) return location.hash;
    const own = named && named.matches("section") && named.querySelector(":scope > span[id^='s-']");
    if (own) return `#${own.id}`;
    const heads = [...document.querySelectorAll(".bd-article span[id^='s-']")];
    const above = heads.filter((head) => head.getBoundingClientRect().top < window.innerHeight / 3);
    const last = above[above.length - 1];
    return last && last !== heads[0] ? `#${last.id}` : "";
  }

  function keepPlace() {
    for (const link of document.querySelectorAll("a.egdi-language")) {
      const address = link.getAttribute("href");
      link.addEventListener("click", () => link.setAttribute("href", address + place()));
    }
  }

  function start() {
    addSwitch();
    keepPlace();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

/* The box above a long table: only the rows with all words typed are shown. */
(() => {
  "use strict";
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.dataset.table) return;
    const words = box.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of document.querySelectorAll(`#${CSS.escape(box.dataset.table)} tbody tr`)) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    box.closest("p").querySelector("[role=status]").textContent =
      box.dataset.count.replace("#", String(shown));
  });
})();

/* The button that prints the page. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-egdi-print]")) window.print();
});
