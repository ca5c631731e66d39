/* Notes and references beside their place, where there is room: for the eye, since all of it stands at the end too. It is
   fetched by a page that has some in a window that is wide enough. */
(() => {
  "use strict";
  const all = window.polyphony.all, wide = matchMedia("(min-width: 80em)");
  const clear = () => all(".beside").forEach(one => one.remove());
  const noted = () => document.querySelector(".flow") && document.querySelector(".notes, .references");

  /* A copy without links and ids; a note's begins with its number. */
  function copyOf(source, link) {
    const made = document.createElement("div"), reference = link.matches("[role=doc-biblioref]");
    made.className = "beside " + (reference ? "of-reference" : "of-note");
    made.append(...source.cloneNode(true).childNodes);
    all("[role=doc-backlink]", made).forEach(one => one.remove());
    all("a", made).forEach(one => one.replaceWith(...one.childNodes));
    all("[id]", made).forEach(one => one.removeAttribute("id"));
    made.setAttribute("aria-hidden", "true");
    if (!reference) {
      const number = document.createElement("b");
      number.className = "number"; number.textContent = link.textContent + " ";
      made.prepend(number);
    }
    return made;
  }
  function beside() {
    clear();
    if (!noted() || !wide.matches || document.querySelector("[name=layout][value=columns]:checked")) return;
    all(".flow > :is(.passage, .narration, .exchange, p, ul, ol)").forEach(child => {
      if (!child.offsetHeight || !child.querySelector(".note-reference, [role=doc-biblioref]")) return;
      const box = child.getBoundingClientRect(), done = new Set(), next = child.nextElementSibling;
      const within = one => { const at = one.getBoundingClientRect(); return [at.top - box.top, at.bottom - box.top]; };
      const taken = all(":scope > .margin", child).map(within);
      if (next && next.matches(".margin") && within(next)[0] < box.height) taken.push(within(next));
      [...all(".note-reference", child), ...all("[role=doc-biblioref]", child)].forEach(link => {
        const source = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (!source || done.has(source) || !link.offsetHeight) return;
        done.add(source);
        const made = copyOf(source, link), lowest = box.height + 24;
        child.append(made);
        const height = made.offsetHeight + 10;
        let top = within(link)[0] - 3;
        for (let moved = true; moved;) {
          moved = false;
          taken.forEach(([begin, end]) => { if (top < end && top + height > begin) { top = end; moved = true; } });
        }
        if (top + height > lowest && lowest - height < Math.max(-3, ...taken.map(one => one[1]))) { made.remove(); return; }
        top = Math.min(top, lowest - height);
        made.style.top = top + "px";
        taken.push([top, top + height]);
      });
    });
    /* What stands there now may have asked for another font, in which it is longer. */
    if (document.fonts && document.fonts.status === "loading") document.fonts.ready.then(again);
  }
  let later;
  function again() { clearTimeout(later); if (noted()) later = setTimeout(beside, 150); }
  function enhance() { if (noted()) Promise.resolve(document.fonts && document.fonts.ready).then(beside); }
  addEventListener("resize", again);
  document.addEventListener("polyphony:filtered", again);
  document.addEventListener("polyphony:patch", clear);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
})();
