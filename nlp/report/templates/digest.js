
(() => {
  "use strict";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const rows = all("#events tbody tr");
  const cards = new Map(all(".card").map((card) => [card.id, card]));
  document.documentElement.classList.add("js");

  // Options of a list hold no elements, so the styles cannot choose their language.
  const options = all("option[data-en]");
  const translate = () => {
    const language = one("#in-en").checked ? "en" : "vi";
    options.forEach((option) => { option.textContent = option.dataset[language]; });
  };
  all("[name=language]").forEach((choice) => choice.addEventListener("change", translate));
  translate();

  // The filter: words are looked for in whole cards, which are folded when the first word is typed.
  const folded = new Map();
  const textOf = (id) => {
    if (!folded.has(id)) folded.set(id, fold(cards.get(id).textContent));
    return folded.get(id);
  };
  const filters = one("#filters");
  const controls = filters && { words: one("#words"), hazard: one("#hazard"), province: one("#province") };
  const tiles = all(".map a");
  const filter = () => {
    const words = fold(controls.words.value).split(/\s+/).filter(Boolean);
    const { value: hazard } = controls.hazard, { value: province } = controls.province;
    let shown = 0;
    rows.forEach((row) => {
      const { card, h, p } = row.dataset;
      const fits = (!hazard || h === hazard) && (!province || p.split(" ").includes(province)) &&
        words.every((word) => textOf(card).includes(word));
      row.hidden = cards.get(card).hidden = !fits;
      shown += fits;
    });
    one("#count").textContent = shown;
    one("#no-match").hidden = shown > 0;
    tiles.forEach((tile) => {
      if (tile.dataset.p === province) tile.setAttribute("aria-current", "true");
      else tile.removeAttribute("aria-current");
    });
  };
  if (filters) {
    filters.hidden = false;
    Object.values(controls).forEach((control) => control.addEventListener("input", filter));
    one("#clear").addEventListener("click", () => {
      Object.values(controls).forEach((control) => { control.value = ""; });
      filter();
    });
    tiles.forEach((tile) => tile.addEventListener("click", (event) => {
      event.preventDefault();
      const { p } = tile.dataset;
      controls.province.value = controls.province.value === p ? "" : p;
      filter();
      if (controls.province.value && matchMedia("(max-width: 900px)").matches) one(".table-box").scrollIntoView();
    }));
  }

  // Sorting: rows without a value stay last, and cards follow the rows.
  const list = one("#card-list");
  const valueOf = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent;
  const sort = (head, column) => {
    const isNumber = head.classList.contains("n");
    const before = head.getAttribute("aria-sort");
    const order = before ? (before === "ascending" ? "descending" : "ascending") : (isNumber ? "descending" : "ascending");
    const sign = order === "ascending" ? 1 : -1;
    all("#events th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    rows.sort((left, right) => {
      const [a, b] = [valueOf(left, column), valueOf(right, column)];
      if (!a || !b) return !a - !b;
      return sign * (isNumber ? a - b : a.localeCompare(b, "vi"));
    });
    rows[0].parentNode.append(...rows);
    list.append(...rows.map((row) => cards.get(row.dataset.card)));
  };
  all("#events thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  });

  // A number shows its sentence where the reader is; without this it leads to the sentence on the card.
  const shown = one("#sentence");
  if (shown.showPopover) {
    document.addEventListener("click", (event) => {
      const number = event.target.closest("a[href^='#s']:not(#to-card)");
      const said = number && document.getElementById(number.getAttribute("href").slice(1));
      if (!said || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const copy = (element, name) => {
        const paragraph = document.createElement(name);
        paragraph.append(...[...element.childNodes].map((node) => node.cloneNode(true)));
        return paragraph;
      };
      const { parentNode: details } = said;
      one("#sentence-text").replaceChildren(
        copy(one("summary", details), "p"), copy(said, said.localName), copy(one("p", details.parentNode), "p"));
      one("#to-card").href = number.getAttribute("href");
      shown.showPopover();
      place(number.getBoundingClientRect());
    });
    one("#to-card").addEventListener("click", () => shown.hidePopover());
  }
  const place = (at) => {
    shown.removeAttribute("style");
    if (matchMedia("(max-width: 700px)").matches) return;
    const { width, height } = shown.getBoundingClientRect();
    const below = at.bottom + 8;
    shown.style.inset = "auto";
    shown.style.margin = "0";
    shown.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 16))}px`;
    shown.style.top = `${below + height < innerHeight ? below : Math.max(8, at.top - height - 8)}px`;
  };

  // Paper shows every sentence, also from browsers whose styles cannot unfold them.
  const unfolded = [];
  addEventListener("beforeprint", () => all("details:not([open])").forEach((details) => {
    details.open = true;
    unfolded.push(details);
  }));
  addEventListener("afterprint", () => unfolded.splice(0).forEach((details) => { details.open = false; }));
})();
