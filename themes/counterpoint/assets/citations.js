/* A citation's reference beside it, on resting on it or reaching it by keyboard. Escape puts it away. It is extra: without
   this file, and where there is no room, the citation is a link to its reference. */
(function () {
  "use strict";
  var wide = matchMedia("(min-width: 48rem)");
  var card = null, owner = null, opening = 0, closing = 0;
  function entryOf(link) {
    var id = (link.getAttribute("href") || "").slice(1);
    try { id = decodeURIComponent(id); } catch (error) { /* it is one as it stands */ }
    return document.getElementById(id);
  }
  function hide() {
    clearTimeout(opening); clearTimeout(closing);
    if (!card) return;
    card.remove(); owner.removeAttribute("aria-describedby");
    card = owner = null;
  }
  function place() {
    var at = owner.getClientRects()[0], width = document.documentElement.clientWidth;
    if (!at) return hide();
    var left = Math.max(16, Math.min(at.left, width - card.offsetWidth - 16));
    var below = at.bottom + card.offsetHeight + 16 < innerHeight || at.top < card.offsetHeight + 16;
    card.style.left = left + scrollX + "px";
    card.style.top = (below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + scrollY + "px";
  }
  function show(link) {
    clearTimeout(closing);
    if (link === owner || !wide.matches) return;
    hide();
    var entry = entryOf(link);
    if (!entry) return;
    card = document.createElement("div");
    card.className = "reference-card"; card.id = "site-card"; card.setAttribute("role", "tooltip");
    Array.prototype.forEach.call(entry.childNodes, function (node) {
      if (!(node.matches && node.matches("[role=doc-backlink]"))) card.appendChild(node.cloneNode(true));
    });
    Array.prototype.forEach.call(card.querySelectorAll("[id]"), function (part) { part.removeAttribute("id"); });
    Array.prototype.forEach.call(card.querySelectorAll("a"), function (part) { part.tabIndex = -1; });
    card.addEventListener("mouseenter", function () { clearTimeout(closing); });
    card.addEventListener("mouseleave", soon);
    document.body.appendChild(card);
    owner = link; owner.setAttribute("aria-describedby", card.id);
    place();
  }
  /* Whether the reference is to be seen in the margin already: then a card would only cover the text */
  function isBeside(link) {
    var entry = entryOf(link), part = link.closest(".flow > *");
    return !!entry && !!part && Array.prototype.some.call(part.querySelectorAll(".beside.of-reference"), function (one) {
      var at = one.getBoundingClientRect();
      return at.height > 0 && at.top >= 0 && at.bottom <= innerHeight && entry.textContent.indexOf(one.textContent.trim()) >= 0;
    });
  }
  function soon() { clearTimeout(opening); clearTimeout(closing); closing = setTimeout(hide, 250); }
  /* Listened for on the whole page, so that citations which come later, as in the preview, have theirs too */
  function on(event, act) {
    document.addEventListener(event, function (happened) {
      var link = happened.target.closest && happened.target.closest("[role=doc-biblioref]");
      if (link && !(happened.relatedTarget && link.contains(happened.relatedTarget))) act(link);
    });
  }
  function rest(link) {
    clearTimeout(opening);
    opening = setTimeout(function () { if (!isBeside(link)) show(link); }, 150);
  }
  on("mouseover", rest);
  on("mouseout", soon);
  on("focusin", show);
  on("focusout", soon);
  on("click", hide);
  document.addEventListener("polyphony:patch", hide);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
  addEventListener("resize", hide);
  /* It is fetched when the first citation is rested on or reached, as what stands in the margin may be */
  var first = document.querySelector("[role=doc-biblioref]:is(:hover, :focus)");
  if (first && first.matches(":hover")) rest(first); else if (first) show(first);
})();
