/* Filters as a reader who uses them wants them: what is left out is one line where it was, and how much is shown is said
   once. It takes the form over from the rules of voices.css, by taking its class `plain` away, with whatever is chosen by
   then. It tells other scripts when what is shown has changed (`polyphony:filtered`). */
(function () {
  "use strict";
  var FACETS = ["person", "mode", "theme"], shared = window.polyphony, all = shared.all, form = null, flow = null, parts = [];
  function chosen(facet) { return all("[name=" + facet + "]:checked", form).map(function (box) { return box.value; }); }
  function words(element, name) { return (element && element.getAttribute(name) || "").split(" ").filter(Boolean); }
  /* The form of the words for a count, asked of the browser once for each */
  var forms = {}, rules = null;
  function formOf(count) {
    if (!rules && window.Intl && Intl.PluralRules) rules = new Intl.PluralRules((form.querySelector(".shown") || {}).lang || document.documentElement.lang || "en");
    return forms[count] || (forms[count] = rules ? rules.select(count) : count === 1 ? "one" : "other");
  }
  function plural(count, who) { return (form.getAttribute("data-" + formOf(count)) || form.getAttribute("data-other") || "").replace("{count}", count).replace("{name}", who); }
  /* All that can be left out, once a page: whose it is, what holds it and what stands before it. A page may have thousands, so
     what is asked of the page is asked here, and what changes is changed in one go, without looking in between. */
  function gather() {
    var places = new Map(), open = [];
    parts = all(".passage, .turn, .narration, .margin", flow).map(function (element) {
      while (open.length && !open[open.length - 1].element.contains(element)) open.pop();
      var part = { element: element, holder: open[open.length - 1] || null, before: places.get(element.previousElementSibling) || null, name: null, line: null, out: false, gone: false, holds: false,
        by: element.classList.contains("together") ? ["all"] : words(element, "data-by"), themes: words(element.closest("[data-themes]"), "data-themes"),
        modes: words(element, "class").filter(function (one) { return one.slice(0, 5) === "mode-"; }).map(function (one) { return one.slice(5); }) };
      places.set(element, part); open.push(part);
      return part;
    });
  }
  function within(part, holder) { while (part && part !== holder) part = part.holder; return Boolean(part); }
  function whose(part) { return part.name === null ? (part.name = shared.name(part.element.querySelector(".label"))) : part.name; }
  function apply() {
    var wanted = FACETS.map(chosen), shown = 0, run = null, shownWords = form.querySelector(".shown"), said = document.body.dataset.wordShown;
    function meets(ids, having) { return !ids.length || having.some(function (id) { return ids.indexOf(id) >= 0; }); }
    parts.forEach(function (part) { part.out = !(meets(wanted[0], part.by) && meets(wanted[1], part.modes) && meets(wanted[2], part.themes)); part.holds = false; part.run = null; });
    /* Whoever holds something that is shown stays, with the label alone. */
    parts.forEach(function (part) { if (!part.out) { shown += 1; for (var holder = part.holder; holder && !holder.holds; holder = holder.holder) holder.holds = true; } });
    parts.forEach(function (part) {
      part.gone = part.out && !part.holds;
      if (!part.gone) { run = null; return; }
      if (!run || !(within(part, run.last) || part.before === run.last)) run = part.run = { last: null, names: {} };
      if (!run.last || !within(part, run.last)) run.last = part;
      var who = whose(part);
      run.names[who] = (run.names[who] || 0) + 1;
    });
    parts.forEach(function (part) {
      part.element.classList.toggle("is-out", part.gone);
      part.element.classList.toggle("is-held", part.out && part.holds);
      if (!part.run) { if (part.line) { part.line.remove(); part.line = null; } return; }
      var text = Object.keys(part.run.names).map(function (who) { return plural(part.run.names[who], who); }).join(" · ");
      if (!part.line) {
        part.line = document.createElement(part.element.tagName === "LI" ? "li" : "p");
        part.line.className = "left-out"; part.line.textContent = text;
        if (shownWords && shownWords.lang) { part.line.lang = shownWords.lang; part.line.dir = shownWords.dir; }
        part.element.before(part.line);
      }
      else if (part.line.textContent !== text) part.line.textContent = text;
    });
    var active = wanted.some(function (ids) { return ids.length; });
    if (shownWords) shownWords.textContent = active && said ? said.replace("{shown}", shown).replace("{all}", parts.length) : "";
    form.classList.toggle("is-active", active);
    document.dispatchEvent(new CustomEvent("polyphony:filtered"));
  }
  document.addEventListener("change", function (event) { if (form && form.contains(event.target)) apply(); });
  document.addEventListener("reset", function (event) {
    if (!form || event.target !== form) return;
    setTimeout(apply, 0);
    if (form.contains(document.activeElement)) setTimeout(function () { form.querySelector("input").focus(); }, 0);
  });
  addEventListener("popstate", function () { if (form) apply(); });
  /* What a filter hides can still be linked to: then everything is shown. */
  function reveal() {
    var found = null;
    try { found = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (error) { /* it names nothing */ }
    if (!form || !flow.contains(found) || (found.querySelector(":scope > .text") || found).getClientRects().length) return;
    form.reset();
    setTimeout(function () { found.scrollIntoView(); }, 0);
  }
  addEventListener("hashchange", reveal);

  function enhance() {
    flow = document.querySelector(".flow"); form = flow && document.querySelector(".filters");
    if (!form) return;
    gather();
    all(".facet-many", form).forEach(function (many) { if (many.querySelector(":checked")) many.open = true; });
    if (form.querySelector("[type=checkbox]:checked")) apply();
    form.classList.remove("plain");
  }
  function undo() {
    all(".left-out", flow).forEach(function (made) { made.remove(); });
    all(".is-out, .is-held", flow).forEach(function (part) { part.classList.remove("is-out", "is-held"); });
    if (form) { form.classList.remove("is-active"); form.classList.add("plain"); }
    parts = [];
  }
  document.addEventListener("polyphony:patch", undo);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
  reveal();
})();
