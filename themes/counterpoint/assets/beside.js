/* Notes and references beside their place, where there is room: for the eye, since all of it stands at the end too. It is
   fetched by a page that has some in a window that is wide enough. */
(function () {
  "use strict";
  var shared = window.polyphony, all = shared.all, flow = null;
  function make(name, className, text) { var made = document.createElement(name); made.className = className; if (text) made.textContent = text; return made; }
  function target(link) { return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))); }
  var wide = matchMedia("(min-width: 80em)");
  function beside() {
    if (!flow) return;
    all(".beside", flow).forEach(function (one) { one.remove(); });
    if (!wide.matches || document.querySelector("[name=layout][value=columns]:checked")) return;
    all(".flow > :is(.passage, .narration, .exchange, p, ul, ol)").forEach(function (child) {
      if (!child.offsetHeight || !child.querySelector(".note-reference, [role=doc-biblioref]")) return;
      var box = child.getBoundingClientRect(), taken = all(":scope > .margin", child).map(function (one) { var at = one.getBoundingClientRect(); return [at.top - box.top, at.bottom - box.top]; }), done = new Set();
      if (child.nextElementSibling && child.nextElementSibling.matches(".margin")) { var next = child.nextElementSibling.getBoundingClientRect(); if (next.top < box.bottom) taken.push([next.top - box.top, next.bottom - box.top]); }
      all(".note-reference", child).concat(all("[role=doc-biblioref]", child)).forEach(function (link) {
        var source = target(link);
        if (!source || done.has(source) || !link.offsetHeight) return;
        done.add(source);
        var copy = source.cloneNode(true), made = make("div", "beside " + (link.matches("[role=doc-biblioref]") ? "of-reference" : "of-note"));
        all("[role=doc-backlink]", copy).forEach(function (one) { one.remove(); });
        all("a", copy).forEach(function (one) { one.replaceWith.apply(one, one.childNodes); });
        all("[id]", copy).forEach(function (one) { one.removeAttribute("id"); });
        if (!link.matches("[role=doc-biblioref]")) made.appendChild(make("b", "number", link.textContent + " "));
        while (copy.firstChild) made.appendChild(copy.firstChild);
        made.setAttribute("aria-hidden", "true");
        child.appendChild(made);
        var height = made.offsetHeight + 10, top = link.getBoundingClientRect().top - box.top - 3;
        for (var again = true; again;) { again = false; taken.forEach(function (one) { if (top < one[1] && top + height > one[0]) { top = one[1]; again = true; } }); }
        var lowest = box.height + 24 - height;
        if (top > lowest && lowest < Math.max.apply(null, taken.map(function (one) { return one[1]; }).concat(-3))) { made.remove(); return; }
        top = Math.min(top, lowest);
        made.style.insetBlockStart = top + "px";
        taken.push([top, top + height]);
      });
    });
    /* What stands there now may have asked for another font, in which it is longer. */
    if (document.fonts && document.fonts.status === "loading") document.fonts.ready.then(again);
  }
  var later = 0;
  function noted() { return flow && document.querySelector(".notes, .references"); }
  function again() { clearTimeout(later); if (noted()) later = setTimeout(beside, 150); }
  addEventListener("resize", again);
  document.addEventListener("polyphony:filtered", again);

  function enhance() {
    flow = document.querySelector(".flow");
    if (noted()) (document.fonts && document.fonts.ready ? document.fonts.ready : Promise.resolve()).then(beside);
  }
  function undo() { all(".beside", flow).forEach(function (made) { made.remove(); }); }
  document.addEventListener("polyphony:patch", undo);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
})();
