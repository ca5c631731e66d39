/* What a page can do beyond reading: filters in the address and announced, the place in the score, light and dark by hand,
   copying. All of it is extra: without this file the page is complete. */
(function () {
  "use strict";
  var root = document.documentElement;
  var said = document.body.dataset;
  var strings = { scheme: said.wordScheme, shown: said.wordShown, copied: said.wordCopied, "copy-turn": said.wordCopyTurn };
  function each(selector, act, within) { Array.prototype.forEach.call((within || document).querySelectorAll(selector), act); }
  function stored(value) {
    try { if (value === undefined) return localStorage.getItem("polyphony-scheme"); if (value) localStorage.setItem("polyphony-scheme", value); else localStorage.removeItem("polyphony-scheme"); } catch (error) { return null; }
    return null;
  }

  /* Light and dark by hand */
  var scheme = stored();
  if (scheme === "dark" || scheme === "light") root.setAttribute("data-scheme", scheme);
  var nav = document.querySelector(".site-nav ul");
  if (nav && strings.scheme) {
    var item = document.createElement("li"), button = document.createElement("button");
    button.type = "button"; button.className = "scheme"; button.textContent = "◐"; button.setAttribute("aria-label", strings.scheme);
    button.addEventListener("click", function () {
      var now = root.getAttribute("data-scheme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      var next = now === "dark" ? "light" : "dark";
      root.setAttribute("data-scheme", next); stored(next);
    });
    item.appendChild(button); nav.appendChild(item);
  }

  /* Filters: their state in the address, and how much is shown said once */
  var form = document.querySelector(".filters");
  var parts = ".flow :is(.passage, .turn, .narration, .margin)";
  function chosen(facet) { var ids = []; each('[data-facet="' + facet + '"]:checked', function (box) { ids.push(box.getAttribute("data-value")); }, form); return ids; }
  function words(element, name) { return (element.getAttribute(name) || "").split(" ").filter(Boolean); }
  function isShown(element, people, modes, themes) {
    var by = element.hasAttribute("data-together") ? ["all"] : words(element, "data-by");
    function meets(ids, having) { return !ids.length || ids.some(function (id) { return having.indexOf(id) >= 0; }); }
    return meets(people, by) && meets(modes, words(element, "data-modes")) && meets(themes, words(element, "data-themes"));
  }
  function announce() {
    var people = chosen("person"), modes = chosen("mode"), themes = chosen("theme"), shown = 0, all = 0;
    each(parts, function (element) { all += 1; if (isShown(element, people, modes, themes)) shown += 1; });
    var status = form.querySelector(".shown");
    var active = people.length + modes.length + themes.length > 0;
    if (status) status.textContent = active && strings.shown ? strings.shown.replace("{shown}", shown).replace("{all}", all) : "";
  }
  function remember() {
    if (!window.URLSearchParams || !history.replaceState) return;
    var query = new URLSearchParams();
    ["person", "mode", "theme"].forEach(function (facet) { var ids = chosen(facet); if (ids.length) query.set(facet, ids.join(" ")); });
    var layout = form.querySelector("[name=layout]:checked");
    if (layout && layout.value !== "woven") query.set("layout", layout.value);
    var text = query.toString().replace(/\+/g, "%20");
    try { history.pushState(null, "", location.pathname + (text ? "?" + text : "") + location.hash); } catch (error) { /* some hosts forbid it */ }
  }
  function recall() {
    if (!window.URLSearchParams) return;
    var query = new URLSearchParams(location.search);
    each("[data-facet]", function (box) {
      if (box.type !== "checkbox") return;
      box.checked = (query.get(box.getAttribute("data-facet")) || "").split(" ").indexOf(box.getAttribute("data-value")) >= 0;
    }, form);
    each("[name=layout]", function (box) { box.checked = box.value === (query.get("layout") || "woven"); }, form);
    announce();
  }
  if (form) {
    recall();
    form.addEventListener("change", function () { remember(); announce(); });
    form.addEventListener("reset", function () { setTimeout(function () { remember(); announce(); }, 0); });
    window.addEventListener("popstate", recall);
  }

  /* The place on the page, marked in the score */
  var blocks = {};
  each(".score a[href^='#']", function (link) { blocks[decodeURIComponent(link.getAttribute("href").slice(1))] = link; });
  if (window.IntersectionObserver && Object.keys(blocks).length) {
    var watcher = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        var link = blocks[entry.target.id];
        if (link) link.classList.toggle("here", entry.isIntersecting);
      });
    }, { rootMargin: "-30% 0px -50% 0px" });
    Object.keys(blocks).forEach(function (id) { var target = document.getElementById(id); if (target) watcher.observe(target); });
  }

  /* Copying: "Claire: …" with its link, or whatever a button names */
  function copy(text, button) {
    function done() { var before = button.textContent; button.textContent = strings.copied || before; setTimeout(function () { button.textContent = before; }, 1600); }
    function plain() {
      var area = document.createElement("textarea"); area.value = text; area.setAttribute("readonly", ""); area.style.position = "fixed"; area.style.opacity = "0";
      document.body.appendChild(area); area.select();
      try { if (document.execCommand("copy")) done(); } finally { document.body.removeChild(area); button.focus(); }
    }
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, plain); else plain();
  }
  function here() {
    var canonical = document.querySelector("link[rel=canonical]");
    return canonical ? canonical.href : location.href.replace(/[?#].*$/, "");
  }
  function spoken(turn) {
    var name = [];
    each(":scope > .voice-label .speaker", function (speaker) { name.push(speaker.textContent); }, turn);
    var text = turn.querySelector(":scope > .text").cloneNode(true);
    each(".visually-hidden, .note", function (extra) { extra.parentNode.removeChild(extra); }, text);
    return name.join(" & ") + ": " + text.textContent.replace(/\s+/g, " ").trim() + "\n" + here() + "#" + turn.id;
  }
  if (strings["copy-turn"]) {
    each(".kind-exchanges .turn[id]", function (turn) {
      var button = document.createElement("button");
      button.type = "button"; button.className = "copy"; button.textContent = strings["copy-turn"];
      button.addEventListener("click", function () { copy(spoken(turn), button); });
      (turn.querySelector(":scope > .turn-links") || turn).appendChild(button);
    });
  }
  document.addEventListener("polyphony-copy", function (event) { copy(event.detail.text, event.detail.button); });
  each("[data-copy]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.getAttribute("data-copy"));
      if (source) copy(source.textContent.trim(), button);
    });
  });

  /* A passage that a filter hides can still be linked to: then everything is shown */
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (form && target && form.querySelector("[data-facet]:checked") && target.closest(".flow") && getComputedStyle(target.querySelector(".text") || target).display === "none") { form.reset(); }
  }
  window.addEventListener("hashchange", reveal);
})();
