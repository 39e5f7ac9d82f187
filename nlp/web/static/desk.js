/* The desk's own script: keys of the review, values of mentions, progress of an upload, errors. */
"use strict";
(() => {
  const hint = () => document.getElementById("hint");
  const busy = () => document.querySelector("[data-review].htmx-request, [data-review] .htmx-request");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const review = document.querySelector("[data-review]");
    const typing = event.target.closest("input:not([type=hidden]), select, textarea");
    if (!review || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = review.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (!busy()) target.click();
  });

  function show(mark) {
    const box = hint();
    if (!box || !mark.dataset.hint) return;
    box.textContent = mark.dataset.hint;
    box.hidden = false;
    const place = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    const below = place.bottom + 6;
    const fits = below + box.offsetHeight < window.innerHeight;
    box.style.left = `${left}px`;
    box.style.top = `${fits ? below : Math.max(8, place.top - box.offsetHeight - 6)}px`;
  }

  function hide() {
    const box = hint();
    if (box) box.hidden = true;
  }

  const markOf = (event) => event.target.closest && event.target.closest("mark[data-hint]");
  for (const name of ["mouseover", "focusin", "click"]) {
    document.addEventListener(name, (event) => {
      const mark = markOf(event);
      if (mark) show(mark);
      else if (name !== "focusin") hide();
    });
  }
  document.addEventListener("focusout", hide);
  window.addEventListener("scroll", hide, { passive: true });

  /* On a narrow screen the filters would push the articles out of sight. */
  function fold() {
    const filters = document.querySelector("[data-narrowing]");
    if (filters && window.matchMedia("(max-width: 800px)").matches) filters.open = false;
  }
  fold();

  function complain(text) {
    const box = document.getElementById("problem");
    box.textContent = text;
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:responseError", (event) => complain(event.detail.xhr.responseText.slice(0, 500)));
  document.addEventListener("htmx:sendError", () => complain("Mất kết nối với bàn tin. / The desk does not answer."));
  document.addEventListener("htmx:afterSwap", () => {
    hide();
    fold();
    document.getElementById("problem").hidden = true;
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector("[data-sent]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.value = (100 * event.detail.loaded) / event.detail.total;
  });
})();
