/* What a page can do beyond reading: filters in the address and announced, the place in the score, notes beside their
   place, light and dark by hand, copying. All of it is extra: without this file the page is complete. A page that is exchanged in place, as the preview
   does, says so: what was added is taken out before it (`undo`), and added to what it has become (`enhance`). */
(function () {
  "use strict";
  var root = document.documentElement, said = document.body.dataset, flow = null, added = [];
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function make(name, className, text) { var made = document.createElement(name); made.className = className; if (text) made.textContent = text; return made; }
  function add(made, holder) { added.push(made); holder.appendChild(made); }
  function target(link) { return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))); }

  /* Light and dark by hand */
  function exchangeScheme() {
    var now = root.getAttribute("data-scheme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    var next = now === "dark" ? "light" : "dark";
    root.setAttribute("data-scheme", next);
    try { localStorage.setItem("polyphony-scheme", next); } catch (error) { /* for this page alone, then */ }
  }

  /* Filters: what is left out is one line where it was; the state stands in the address and is said once */
  var form = null;
  var FACETS = ["person", "mode", "theme"], parts = [];
  function chosen(facet) { return all("[name=" + facet + "]:checked", form).map(function (box) { return box.value; }); }
  function words(element, name) { return (element && element.getAttribute(name) || "").split(" ").filter(Boolean); }
  function name(label) { return !label ? "" : all(".speaker", label).map(function (speaker) { return speaker.textContent; }).join(" & "); }
  /* The form of the words for a count, asked of the browser once for each */
  var forms = {}, rules = null;
  function formOf(count) {
    if (!rules && window.Intl && Intl.PluralRules) rules = new Intl.PluralRules((form.querySelector(".shown") || {}).lang || root.lang || "en");
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
  function whose(part) { return part.name === null ? (part.name = name(part.element.querySelector(".voice-label"))) : part.name; }
  function apply() {
    var wanted = FACETS.map(chosen), shown = 0, run = null, shownWords = form.querySelector(".shown");
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
        part.line = make(part.element.tagName === "LI" ? "li" : "p", "left-out", text);
        if (shownWords && shownWords.lang) { part.line.lang = shownWords.lang; part.line.dir = shownWords.dir; }
        part.element.before(part.line);
      }
      else if (part.line.textContent !== text) part.line.textContent = text;
    });
    var active = wanted.some(function (ids) { return ids.length; });
    if (shownWords) shownWords.textContent = active && said.wordShown ? said.wordShown.replace("{shown}", shown).replace("{all}", parts.length) : "";
    form.classList.toggle("is-active", active);
  }
  function remember() {
    var query = new URLSearchParams();
    FACETS.forEach(function (facet) { var ids = chosen(facet); if (ids.length) query.set(facet, ids.join(" ")); });
    var layout = form.querySelector("[name=layout]:checked");
    if (layout && layout.value !== "woven") query.set("layout", layout.value);
    var text = query.toString().replace(/\+/g, "%20");
    try { history.pushState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (error) { /* some hosts forbid it */ }
  }
  function recall() {
    var query = new URLSearchParams(location.search);
    all("[type=checkbox]", form).forEach(function (box) {
      box.checked = (query.get(box.name) || "").split(" ").indexOf(box.value) >= 0;
    });
    all(".facet-many", form).forEach(function (many) { if (many.querySelector(":checked")) many.open = true; });
    all("[name=layout]", form).forEach(function (box) { box.checked = box.value === (query.get("layout") || "woven"); });
    if (form.querySelector("[type=checkbox]:checked") || form.classList.contains("is-active")) apply();
  }
  function filter() {
    form.classList.remove("plain");
    gather();
    recall();
    reveal();
  }
  function filters() { return form && flow && window.URLSearchParams; }
  document.addEventListener("change", function (event) {
    if (!filters() || !form.contains(event.target)) return;
    apply(); remember(); again(); requestAnimationFrame(function () { setTimeout(place, 0); });
  });
  document.addEventListener("reset", function (event) {
    if (filters() && event.target === form) setTimeout(function () {
      var first = form.querySelector("input");
      apply(); remember(); place();
      if (first) first.focus();
    }, 0);
  });
  addEventListener("popstate", function () { if (filters()) recall(); });
  addEventListener("hashchange", function () { if (filters()) reveal(); });
  /* A passage that a filter hides can still be linked to: then everything is shown */
  function reveal() {
    var found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (found && form.querySelector("[type=checkbox]:checked") && flow.contains(found) && found.closest(".is-out")) { form.reset(); }
  }

  /* The place on the page: marked in the score, and in the bar that stays in sight */
  var bar = null, picture = null, stops = [], strip = null, here = null, waits = false;
  function place() {
    var line = innerHeight * 0.4, low = 0, high = stops.length;
    while (low < high) { var middle = (low + high) >> 1; if (stops[middle].target.getBoundingClientRect().top <= line) low = middle + 1; else high = middle; }
    var stop = stops[low - 1] || null;
    if (bar) bar.hidden = !flow || flow.getBoundingClientRect().top > 0 || flow.getBoundingClientRect().bottom < 0;
    if (stop === here) return;
    if (here) here.links.forEach(function (link) { link.classList.remove("here"); });
    if (stop) stop.links.forEach(function (link) { link.classList.add("here"); });
    here = stop;
    var now = bar && bar.querySelector(".now"), label = stop && stop.target.querySelector(".voice-label");
    if (!now) return;
    now.className = "now"; now.textContent = "";
    if (label) { now.textContent = name(label); now.classList.add((/voice-\d+/.exec(stop.target.className) || ["together"])[0]); }
  }
  /* What each block stands for, as the table has it */
  function tell() {
    var said = {}, words = document.querySelector(".score-table th + th").textContent;
    all(".score-table th a").forEach(function (one) { said[one.getAttribute("href")] = one.textContent + " · " + words + ": " + one.parentNode.nextSibling.textContent; });
    all("a:not(:has(title))", picture).forEach(function (link) {
      var title = document.createElementNS(link.namespaceURI, "title");
      title.textContent = said[link.getAttribute("href")];
      add(title, link);
    });
  }
  function mark() {
    var holder = bar && bar.querySelector(".strip");
    if (!picture) return;
    tell();
    if (holder) {
      var height = Number(picture.ownerSVGElement.getAttribute("height")), drawing = picture.ownerSVGElement.cloneNode(false);
      strip = picture.cloneNode(true);
      all("[id]", strip).forEach(function (one) { one.removeAttribute("id"); });
      strip.setAttribute("transform", "scale(1 " + 26 / height + ")");
      drawing.setAttribute("height", 26); drawing.setAttribute("class", "score-strip"); drawing.setAttribute("aria-hidden", "true"); drawing.appendChild(strip);
      add(drawing, holder);
    }
    var byTarget = new Map();
    all('a[href^="#"]', picture).concat(strip ? all("a", strip) : []).forEach(function (link) {
      var found = target(link);
      if (!found) return;
      if (!byTarget.has(found)) byTarget.set(found, { target: found, links: [] });
      byTarget.get(found).links.push(link);
    });
    stops = Array.from(byTarget.values()).sort(function (one, other) { return one.target.compareDocumentPosition(other.target) & 4 ? -1 : 1; });
    place();
  }
  addEventListener("scroll", function () { if (stops.length && !waits) { waits = true; requestAnimationFrame(function () { waits = false; place(); }); } }, { passive: true });

  /* Notes and references beside their place, where there is room: for the eye, since all of it stands at the end too */
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
  }
  var later = 0;
  function noted() { return flow && document.querySelector(".notes, .references"); }
  function again() { clearTimeout(later); if (noted()) later = setTimeout(beside, 150); }
  addEventListener("resize", again);

  /* Copying: "Claire: …" with its link, or whatever a button names */
  function copy(text, pressed) {
    function done() { var before = pressed.textContent; pressed.textContent = said.wordCopied || before; setTimeout(function () { pressed.textContent = before; }, 1600); }
    function plain() {
      var area = make("textarea", "visually-hidden"); area.value = text; area.setAttribute("readonly", "");
      document.body.appendChild(area); area.select();
      try { if (document.execCommand("copy")) done(); } finally { area.remove(); pressed.focus(); }
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, plain); else plain();
  }
  function address() {
    var canonical = document.querySelector("link[rel=canonical]");
    return canonical ? canonical.href : location.href.replace(/[?#].*$/, "");
  }
  function spoken(turn) {
    var own = turn.querySelector(":scope > .text"), text = own ? own.cloneNode(true) : make("div", "");
    all(".visually-hidden, .note, .beside", text).forEach(function (extra) { extra.remove(); });
    return name(turn.querySelector(":scope > .voice-label")) + ": " + text.textContent.replace(/\s+/g, " ").trim() + "\n" + address() + "#" + turn.id;
  }
  document.addEventListener("polyphony-copy", function (event) { copy(event.detail.text, event.detail.button); });
  document.addEventListener("click", function (event) {
    var pressed = event.target.closest && event.target.closest(".scheme, [data-copy]");
    if (!pressed) return;
    if (pressed.matches(".scheme")) { exchangeScheme(); return; }
    var source = pressed.parentNode.nextElementSibling;
    if (source) copy(source.textContent.trim(), pressed);
  });

  /* What few ask for is fetched when they do: how to cite a part, and a reference beside its citation */
  var fetched = {};
  function fetchScript(file, then, otherwise) {
    if (fetched[file]) { if (fetched[file].done) then(); return; }
    var script = fetched[file] = document.createElement("script");
    script.src = (said.root || "") + "design/" + file;
    script.addEventListener("load", function () { script.done = true; then(); });
    script.addEventListener("error", function () { delete fetched[file]; script.remove(); if (otherwise) otherwise(); });
    document.head.appendChild(script);
  }
  function look(event) { if (event.target.closest && event.target.closest("[role=doc-biblioref]")) fetchScript("citations.js", function () { /* it listens from now on */ }); }
  document.addEventListener("mouseover", look);
  document.addEventListener("focusin", look);
  document.addEventListener("click", function (event) {
    var pressed = event.target.closest && event.target.closest(".cite-part");
    if (pressed) fetchScript("cite.js", function () { window.polyphonyCitePart(pressed.closest(".passage, .turn")); }, function () { citing.open = true; citing.scrollIntoView(); });
  });

  /* Buttons on each part; in a long exchange on those alone that come into sight */
  var citing = null;
  function dress(element) {
    if (!element.id || element.querySelector(":scope > :is(.cite-part, .copy), :scope > .turn-links > button")) return;
    if (said.wordCopyTurn && element.matches(".kind-exchanges .turn")) {
      var copying = make("button", "copy", said.wordCopyTurn);
      copying.type = "button";
      copying.addEventListener("click", function () { copy(spoken(element), copying); });
      add(copying, element.querySelector(":scope > .turn-links") || element);
    }
    if (!citing || !element.hasAttribute("data-by")) return;
    var own = element.querySelector(":scope > .cite-turn"), button = make("button", "cite-part", citing.getAttribute("data-word"));
    if (own) own.hidden = true;
    button.type = "button";
    add(button, element.querySelector(":scope > .turn-links") || element);
  }
  document.addEventListener("contentvisibilityautostatechange", function (event) { if (!event.skipped && event.target.matches(".long > .turn")) dress(event.target); });

  function enhance() {
    said = document.body.dataset; citing = window.HTMLDialogElement ? document.querySelector(".citing[data-parts]") : null;
    flow = document.querySelector(".flow"); form = document.querySelector(".filters");
    bar = document.querySelector(".reading-bar"); picture = document.querySelector(".score-picture > g");
    all(".scheme, [data-copy]").forEach(function (button) { button.hidden = false; });
    if (filters()) filter();
    if (flow && document.querySelector(".score")) mark();
    if (citing || said.wordCopyTurn) all(":is(.passage, .turn)[id]", flow).forEach(function (element) {
      if (!("oncontentvisibilityautostatechange" in element && element.matches(".long > .turn"))) dress(element);
    });
    if (noted()) (document.fonts && document.fonts.ready ? document.fonts.ready : Promise.resolve()).then(beside);
  }
  function undo() {
    added.splice(0).forEach(function (made) { made.remove(); });
    all(".left-out, .beside", flow).forEach(function (made) { made.remove(); });
    all(".is-out, .is-held", flow).forEach(function (part) { part.classList.remove("is-out", "is-held"); });
    if (here) here.links.forEach(function (link) { link.classList.remove("here"); });
    if (form) { form.classList.remove("is-active"); form.classList.add("plain"); }
    var now = bar && bar.querySelector(".now");
    if (now) { now.className = "now"; now.textContent = ""; }
    parts = []; stops = []; strip = here = null;
  }
  document.addEventListener("polyphony:patch", undo);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
})();
