/* Keeps a page of the preview as its sources are: patches it in place, says what is wrong with them, and shows a bar for
   who writes. It comes before the page's own scripts, so that it can tell what they add; it adds nothing to the page
   itself, and all that it shows lies in a shadow beside the body. */
(function () {
  "use strict";
  var tag = document.currentScript, root = document.documentElement;
  if (window.top !== window || !window.EventSource) return;
  var base = "/.preview/", page = tag.getAttribute("data-page"), version = tag.getAttribute("data-version");
  var since = "", source = null, seen = {}, problems = [], loading = null, again = false;

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") element.textContent = attributes[key];
      else if (key.slice(0, 2) === "on") element.addEventListener(key.slice(2), attributes[key]);
      else element.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) { if (child) element.appendChild(child); });
    return element;
  }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function stored(key, value) {
    try { if (value === undefined) return sessionStorage.getItem("preview-" + key); sessionStorage.setItem("preview-" + key, value); } catch (error) { /* it is for comfort */ }
    return null;
  }
  function count(number, one, many) { return number.toLocaleString("en") + " " + (number === 1 ? one : many || one + "s"); }

  /* What the page's own scripts add or set is not the site's: a patch leaves it alone, unless they take it back when they
     hear "polyphony:patch", to do it again at "polyphony:patched". */
  var added = new WeakSet(), set = new WeakMap(), patching = false, watcher = null;
  function note(records) {
    if (patching) return;
    each(records, function (record) {
      if (record.type === "attributes") {
        if (!set.has(record.target)) set.set(record.target, new Map());
        var before = set.get(record.target);
        if (!before.has(record.attributeName)) before.set(record.attributeName, record.oldValue);
      } else each(record.addedNodes, function (node) { added.add(node); });
    });
  }
  watcher = new MutationObserver(note);
  watcher.observe(root, { subtree: true, childList: true, attributes: true, attributeOldValue: true });
  function isSet(node, name) {
    if (!set.has(node) || !set.get(node).has(name)) return false;
    var before = set.get(node).get(name), now = node.getAttribute(name);
    function words(text) { return (text || "").split(/\s+/).filter(Boolean).join(" "); }
    if (name === "class" ? words(before) !== words(now) : before !== now) return true;
    set.get(node).delete(name);
    return false;
  }

  /* The patch */
  var KEPT = "input, select, textarea, details";
  function keyOf(element) {
    if (element.id) return "#" + element.id;
    var own = element.localName + "|" + (element.getAttribute("name") || "") + "|" + (element.getAttribute("type") || "") + "|" + (element.getAttribute("value") || "");
    var holder = element.parentElement && element.parentElement.closest("[id]");
    return own + "|" + (holder ? holder.id : "") + "|" + (element.localName === "details" ? element.textContent.trim().slice(0, 40) : "");
  }
  function byKey(scope) {
    var found = new Map();
    each(scope.querySelectorAll(KEPT), function (element) {
      var key = keyOf(element), list = found.get(key);
      if (list) list.push(element); else found.set(key, [element]);
    });
    return found;
  }
  function carryState(from, to) {
    var before = byKey(from);
    byKey(to).forEach(function (list, key) {
      each(list, function (element, place) {
        var old = (before.get(key) || [])[place];
        if (!old) return;
        if (element.localName === "details") element.open = old.open;
        else if (element.type === "checkbox" || element.type === "radio") { element.checked = old.checked; element.toggleAttribute("checked", old.checked); }
        else if (element.type !== "file" && old.value !== old.defaultValue) { element.value = old.value; if (element.localName === "input") element.setAttribute("value", old.value); }
      });
    });
  }
  /* What is chosen is carried by way of what a form is reset to: that is then set right. */
  function defaults(scope) {
    var found = new Map();
    byKey(scope).forEach(function (list, key) { found.set(key, list.map(function (element) { return element.defaultChecked; })); });
    return found;
  }
  function setDefaults(found) {
    byKey(document.body).forEach(function (list, key) {
      each(list, function (element, place) {
        var wanted = (found.get(key) || [])[place], checked = element.checked;
        if (wanted === undefined || element.defaultChecked === wanted) return;
        element.defaultChecked = wanted;
        element.checked = checked;
      });
    });
  }
  function findAnchor() {
    var focus = document.activeElement;
    if (focus && focus !== document.body && isInView(focus)) return focus;
    var parts = document.querySelectorAll("main [id], main p, main li, main h2, main h3");
    for (var i = 0; i < parts.length; i += 1) {
      var box = parts[i].getBoundingClientRect();
      if (box.height && box.bottom > 60 && box.top < innerHeight && box.height < innerHeight) return parts[i];
    }
    return null;
  }
  function isInView(element) {
    var box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }
  function plain(address) { return address.replace(/[?&]preview=\d+/, ""); }
  function sameParts(fresh) {
    function parts(doc) {
      var out = [];
      each(doc.querySelectorAll("script[src], link[rel~=stylesheet]"), function (element) {
        var address = plain(element.getAttribute("src") || element.getAttribute("href"));
        if (element !== tag && !added.has(element) && address.indexOf(base) !== 0 && out.indexOf(address) < 0) out.push(address);
      });
      return out.join("\n");
    }
    return parts(document) === parts(fresh);
  }
  function patch(html) {
    var fresh = new DOMParser().parseFromString(html, "text/html");
    var now = fresh.querySelector('script[src="' + base + 'preview.js"]');
    if (!now || !window.Idiomorph || !sameParts(fresh)) { location.reload(); return; }
    version = now.getAttribute("data-version");
    page = now.getAttribute("data-page");
    each(fresh.querySelectorAll('script[src="' + base + 'preview.js"]'), function (script) { script.remove(); });
    var chosen = defaults(fresh.body);
    carryState(document.body, fresh.body);
    var anchor = findAnchor(), top = anchor ? anchor.getBoundingClientRect().top : 0, behaviour = root.style.scrollBehavior;
    var records = [], recorder = new MutationObserver(function (list) { records.push.apply(records, list); });
    var restore = holdFocus();
    document.dispatchEvent(new CustomEvent("polyphony:patch"));
    note(watcher.takeRecords());
    patching = true;
    root.style.overflowAnchor = "none"; root.style.scrollBehavior = "auto";
    document.title = fresh.title;
    each(["lang", "dir"], function (name) { if (fresh.documentElement.hasAttribute(name)) root.setAttribute(name, fresh.documentElement.getAttribute(name)); });
    recorder.observe(document.body, { subtree: true, childList: true, characterData: true });
    window.Idiomorph.morph(document.body, fresh.body, {
      morphStyle: "outerHTML", ignoreActiveValue: true,
      callbacks: {
        beforeNodeRemoved: function (node) { return !added.has(node); },
        beforeAttributeUpdated: function (name, node) { return !isSet(node, name); }
      }
    });
    patchHead(fresh);
    records.push.apply(records, recorder.takeRecords());
    recorder.disconnect();
    setDefaults(chosen);
    watcher.takeRecords();
    patching = false;
    document.dispatchEvent(new CustomEvent("polyphony:patched"));
    note(watcher.takeRecords());
    patching = true;
    restore();
    if (anchor && anchor.isConnected) {
      var moved = anchor.getBoundingClientRect().top - top;
      if (Math.abs(moved) > 0.5) window.scrollBy({ top: moved, behavior: "instant" });
    }
    root.style.overflowAnchor = ""; root.style.scrollBehavior = behaviour;
    if (!root.getAttribute("style")) root.removeAttribute("style");
    watcher.takeRecords();
    patching = false;
    markChanges(records);
  }
  function patchHead(fresh) {
    var kept = "script, style, link[rel~=stylesheet], title";
    each(document.head.querySelectorAll(":scope > *"), function (element) { if (!element.matches(kept) && !added.has(element)) element.remove(); });
    each(fresh.head.querySelectorAll(":scope > *"), function (element) { if (!element.matches(kept)) document.head.appendChild(document.importNode(element, true)); });
    each(fresh.head.querySelectorAll("link[rel~=stylesheet]"), function (sheet) {
      if (!document.head.querySelector('link[href="' + CSS.escape(sheet.getAttribute("href")) + '"]')) document.head.appendChild(document.importNode(sheet, true));
    });
  }
  function holdFocus() {
    var active = document.activeElement;
    if (!active || active === document.body || active === host) return function () {};
    var id = active.id, href = active.getAttribute("href"), holder = active.closest("[id]");
    var like = active.localName + (active.className ? "." + CSS.escape(active.classList[0]) : "");
    return function () {
      if (document.activeElement === active) return;
      var target = active.isConnected ? active : id ? document.getElementById(id) : href ? document.querySelector('a[href="' + CSS.escape(href) + '"]') : null;
      // What a script adds is made anew: it is found again in its passage.
      if (!target && holder && holder !== active && holder.isConnected) target = holder.querySelector(like);
      if (target) target.focus({ preventScroll: true });
    };
  }

  /* What changed is marked for a moment */
  var still = matchMedia("(prefers-reduced-motion: reduce)");
  function markChanges(records) {
    var blocks = [];
    each(records, function (record) {
      var nodes = record.type === "childList" && record.addedNodes.length ? record.addedNodes : [record.target];
      each(nodes, function (node) {
        var element = node.nodeType === 1 ? node : node.parentElement;
        element = element && (element.closest("main p, main li, main blockquote, main figure, main pre, main table, main h1, main h2, main h3, main h4") || (element.closest("main") ? element : null));
        if (element && element.localName !== "main" && element.isConnected && !element.closest(".score, .filters") && blocks.indexOf(element) < 0) blocks.push(element);
      });
    });
    blocks = blocks.filter(function (block) { return !blocks.some(function (other) { return other !== block && block.contains(other); }); });
    if (!blocks.length || blocks.length > 40) return;
    each(blocks, function (block) {
      if (!block.animate) return;
      var on = { backgroundColor: "color-mix(in oklab, " + (getComputedStyle(block).color || "gray") + " 16%, transparent)" };
      block.animate(still.matches ? [on, on] : [on, { backgroundColor: on.backgroundColor, offset: 0.5 }, {}], { duration: 1800 });
    });
    if (!blocks.some(isInView)) offerJump(blocks[0]);
  }

  /* Styles and pictures are exchanged where they stand */
  function refreshAssets(paths) {
    var all = paths.indexOf("*") >= 0, stamp = "preview=" + Date.now();
    function hit(address) {
      var url = new URL(address, location.href);
      if (url.origin !== location.origin) return false;
      var path = decodeURIComponent(url.pathname);
      return all || paths.some(function (one) { return path.slice(1) === one || path.slice(-one.length - 1) === "/" + one; });
    }
    function renew(element, name) { var address = plain(element.getAttribute(name)); element.setAttribute(name, address + (address.indexOf("?") < 0 ? "?" : "&") + stamp); }
    var scripts = Array.prototype.filter.call(document.querySelectorAll("script[src]"), function (script) { return script.getAttribute("src").indexOf(base) !== 0 && hit(script.src); });
    if (scripts.length && !all) { location.reload(); return; }
    each(document.querySelectorAll("link[rel~=stylesheet]"), function (link) {
      if (!hit(link.href)) return;
      var next = link.cloneNode();
      renew(next, "href");
      next.onload = next.onerror = function () { link.remove(); };
      link.after(next);
    });
    each(document.querySelectorAll("img[src]"), function (image) { if (hit(image.src)) renew(image, "src"); });
  }

  /* News */
  function take(news) {
    since = news.since;
    if (news.assets.length) refreshAssets(news.assets);
    problems = news.problems; seen = news.page;
    if (news.html && !loading) patch(news.html);
    else if (news.version !== version) load();
    drawProblems(); drawBar(); drawMarks();
  }
  function load() {
    if (loading) { again = true; return; }
    loading = fetch(location.pathname + location.search, { cache: "no-store", headers: { Accept: "text/html" } })
      .then(function (answer) { return answer.text(); })
      .then(function (html) { patch(html); drawMarks(); })
      .catch(function () { /* the server is away: the stream says when it is back */ })
      .then(function () { loading = null; if (again) { again = false; load(); } });
  }
  function listen() {
    if (source || document.hidden) return;
    source = new EventSource(base + "events?page=" + encodeURIComponent(page) + "&since=" + encodeURIComponent(since));
    source.onmessage = function (event) { host.removeAttribute("data-away"); take(JSON.parse(event.data)); };
    source.onerror = function () {
      host.setAttribute("data-away", "");
      drawBar();
      // A browser may give up on a stream; and it asks for what was news when the stream began.
      source.close(); source = null;
      setTimeout(listen, 700);
    };
    source.onopen = function () { host.removeAttribute("data-away"); drawBar(); };
  }
  function hang() { if (source) { source.close(); source = null; } }
  document.addEventListener("visibilitychange", function () { if (document.hidden) hang(); else listen(); });
  window.addEventListener("pagehide", hang);
  window.addEventListener("pageshow", function (event) { if (event.persisted) listen(); });

  /* The bar, the overlay and the marks */
  var host = make("polyphony-preview", { lang: "en", dir: "ltr" });
  var shadow = host.attachShadow({ mode: "open" });
  var sheet = make("link", { rel: "stylesheet", href: base + "preview.css" });
  var overlay = make("section", { "class": "overlay", role: "region", "aria-label": "What is wrong", hidden: "" });
  var live = make("p", { "class": "unseen", role: "status" });
  var bar = make("section", { "class": "bar", role: "region", "aria-label": "Preview" });
  var panel = make("div", { "class": "panel", id: "panel", hidden: "" });
  var marks = make("div", { "class": "marks" });
  each([sheet, marks, overlay, panel, bar, live], function (part) { shadow.appendChild(part); });
  added.add(host);
  host.style.cssText = "display:none";
  sheet.onload = function () { host.style.cssText = ""; drawBar(); };
  root.appendChild(host);
  var open = "", hiddenProblems = "", jump = null, closed = stored("closed") === "yes", lines = stored("lines") === "yes";

  function place(where, label) {
    var text = label || where.path + (where.line > 1 ? ":" + where.line : "");
    if (where.link) return make("a", { "class": "place", href: where.link, text: text, title: "Open in the editor" });
    if (where.opens) return make("button", { type: "button", "class": "place", text: text, title: "Open in the editor", onclick: function () {
      fetch(base + "edit?path=" + encodeURIComponent(where.path) + "&line=" + where.line + "&column=" + where.column, { headers: { "X-Polyphony": "open" } })
        .then(function (answer) { live.textContent = answer.ok ? "Opened in the editor." : "The editor could not be opened."; });
    } });
    return make("span", { "class": "place", text: text });
  }
  function drawProblems() {
    var key = problems.map(function (one) { return one.text; }).join("\n\n");
    overlay.textContent = "";
    overlay.hidden = !problems.length || hiddenProblems === key;
    if (!overlay.hidden) open = "";
    if (!problems.length) hiddenProblems = "";
    if (overlay.hidden) return;
    overlay.appendChild(make("header", {}, [
      make("h2", { text: problems.length === 1 ? "This keeps the page from being renewed" : count(problems.length, "mistake") + " keep the page from being renewed" }),
      make("button", { type: "button", "class": "close", text: "Hide", onclick: function () { hiddenProblems = key; drawProblems(); drawBar(); } })
    ]));
    each(problems, function (one) {
      overlay.appendChild(make("article", { "class": one.severity }, [make("pre", { text: one.text, tabindex: "0" }), one.place ? make("p", {}, [place(one.place, "Open " + one.place.path + (one.place.line ? ", line " + one.place.line : ""))]) : null]));
    });
    overlay.appendChild(make("p", { "class": "hint", text: "Behind this is the last good page. It is renewed as soon as this is mended." }));
    if (live.textContent !== overlay.querySelector("h2").textContent) live.textContent = overlay.querySelector("h2").textContent;
  }
  function toggle(name) { open = open === name ? "" : name; drawBar(); }
  function chip(name, text, kind) {
    return make("button", { type: "button", "class": "chip " + (kind || ""), text: text, "data-name": name, "aria-expanded": String(open === name), "aria-controls": "panel", onclick: function () { toggle(name); } });
  }
  function drawBar() {
    var focused = shadow.activeElement && shadow.activeElement.getAttribute("data-name");
    bar.textContent = "";
    bar.classList.toggle("closed", closed);
    if (closed) {
      bar.appendChild(make("button", { type: "button", "class": "chip small" + (problems.length ? " error" : ""), "data-name": "closed", "aria-label": "Show the preview's bar", text: problems.length ? "!" : "◔", onclick: function () { closed = false; stored("closed", "no"); drawBar(); } }));
    } else {
      bar.appendChild(make("b", { "class": "name", text: host.hasAttribute("data-away") ? "Preview stopped" : "Preview" }));
      if (jump) bar.appendChild(make("button", { type: "button", "class": "chip", "data-name": "jump", text: "Show the change", onclick: function () { jump.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" }); jump = null; drawBar(); } }));
      if (problems.length) bar.appendChild(make("button", { type: "button", "class": "chip error", "data-name": "problems", text: count(problems.length, "mistake"), onclick: function () { hiddenProblems = ""; drawProblems(); drawBar(); } }));
      if (seen.draft) bar.appendChild(make("span", { "class": "chip badge", text: "Draft" }));
      if (seen.drafts && seen.drafts.length) bar.appendChild(chip("drafts", count(seen.drafts.length, "draft")));
      if (seen.warnings && seen.warnings.length) bar.appendChild(chip("warnings", count(seen.warnings.length, "warning"), "warning"));
      if (seen.withheld && seen.withheld.length) bar.appendChild(chip("withheld", seen.withheld.length + " withheld"));
      if (seen.unsigned && seen.unsigned.length) bar.appendChild(chip("unsigned", seen.unsigned.length + " unsigned"));
      if (seen.people && seen.people.length) bar.appendChild(chip("words", count(seen.words, "word")));
      if (seen.places && Object.keys(seen.places).length) bar.appendChild(make("button", { type: "button", "class": "chip", "data-name": "lines", text: "Sources", "aria-pressed": String(lines), title: "Show for each passage where it stands in its source", onclick: function () { lines = !lines; stored("lines", lines ? "yes" : "no"); drawBar(); drawMarks(); } }));
      bar.appendChild(make("button", { type: "button", "class": "chip small", "data-name": "close", "aria-label": "Make the preview's bar small", text: "×", onclick: function () { closed = true; open = ""; stored("closed", "yes"); drawBar(); } }));
    }
    bar.classList.toggle("away", host.hasAttribute("data-away"));
    drawPanel();
    if (bar.offsetHeight) shadow.host.style.setProperty("--p-bar", bar.offsetHeight + 22 + "px");
    if (focused) {
      var next = bar.querySelector('[data-name="' + focused + '"]') || bar.querySelector(closed ? "[data-name=closed]" : "[data-name=close]");
      if (next) next.focus();
    }
  }
  function drawPanel() {
    panel.textContent = "";
    var content = null;
    if (open === "words" && seen.people) content = wordTable();
    if (open === "warnings" && seen.warnings) content = make("div", {}, seen.warnings.map(function (one) { return make("article", { "class": one.severity }, [make("pre", { text: one.text, tabindex: "0" }), one.place ? make("p", {}, [place(one.place, "Open")]) : null]); }));
    if (open === "withheld" && seen.withheld) content = list("Withheld: in the source, and in no output", seen.withheld.map(function (where) { return place(where); }));
    if (open === "unsigned" && seen.unsigned) content = list("Not yet signed by who speaks", seen.unsigned.map(function (one) { return make("span", {}, [make("a", { href: "#" + one.id, text: one.name }), make("span", { text: " " }), place(one.place)]); }));
    if (open === "drafts" && seen.drafts) content = list("Drafts: shown here, left out when you build", seen.drafts.map(function (one) { return make("a", { href: "/" + one.address, text: one.title }); }));
    panel.hidden = !content;
    if (content) panel.appendChild(content); else open = "";
  }
  function list(title, items) { return make("div", {}, [make("h2", { text: title }), make("ul", {}, items.map(function (item) { return make("li", {}, [item]); }))]); }
  function wordTable() {
    var head = make("tr", {}, [make("td", {})].concat(seen.modes.map(function (mode) { return make("th", { scope: "col", text: mode }); })));
    var rows = seen.people.map(function (person) {
      return make("tr", {}, [make("th", { scope: "row", text: person.name })].concat(person.words.map(function (words) { return make("td", { text: words ? words.toLocaleString("en") : "–" }); })));
    });
    return make("div", {}, [make("h2", { text: "Words on this page" }), make("div", { "class": "wide", tabindex: "0" }, [make("table", {}, [make("thead", {}, [head]), make("tbody", {}, rows)])]),
      seen.source ? make("p", {}, [place(seen.source, "Open " + seen.source.path)]) : null]);
  }
  function offerJump(block) {
    jump = block;
    drawBar();
    setTimeout(function () { if (jump === block) { jump = null; drawBar(); } }, 8000);
  }
  function drawMarks() {
    marks.textContent = "";
    if (!seen.places && !seen.withheld) return;
    var y = window.scrollY, wide = root.clientWidth;
    function mark(element, content, kind) {
      var box = element.getBoundingClientRect();
      if (!box.height) return;
      var tip = make("div", { "class": "mark " + kind }, [content]);
      tip.style.top = Math.round(box.top + y) + "px";
      tip.style.right = Math.max(4, Math.round(wide - box.right)) + "px";
      marks.appendChild(tip);
    }
    each(document.querySelectorAll(".withheld"), function (element, number) {
      var where = (seen.withheld || [])[number];
      if (where) mark(element, place(where, "withheld · " + where.path + ":" + where.line), "withheld");
    });
    each(seen.unsigned || [], function (one) {
      var element = document.getElementById(one.id);
      if (element) mark(element, place(one.place, "unsigned"), "unsigned");
    });
    if (!lines || !seen.places) return;
    Object.keys(seen.places).forEach(function (id) {
      var element = document.getElementById(id);
      if (element && element.closest("main") && !element.matches("span, a, h1")) mark(element, place(seen.places[id]), "line");
    });
  }
  var resized = 0;
  window.addEventListener("resize", function () { clearTimeout(resized); resized = setTimeout(drawMarks, 120); });
  document.addEventListener("change", function () { setTimeout(drawMarks, 50); });
  document.addEventListener("toggle", function () { drawMarks(); }, true);
  shadow.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    if (open) { var was = open; open = ""; drawBar(); var back = bar.querySelector('[data-name="' + was + '"]'); if (back) back.focus(); }
    else if (!overlay.hidden) overlay.querySelector(".close").click();
  });
  /* From a passage to its source, by mouse: Alt and a click */
  document.addEventListener("click", function (event) {
    if (!event.altKey || !seen.places || !event.target.closest) return;
    for (var element = event.target.closest("[id]"); element; element = element.parentElement && element.parentElement.closest("[id]")) {
      var where = seen.places[element.id];
      if (where) { event.preventDefault(); var link = place(where); document.createDocumentFragment().appendChild(link); link.click(); return; }
    }
  });

  var morph = make("script", { src: base + "idiomorph.js" });
  added.add(morph);
  document.head.appendChild(morph);
  drawBar();
  listen();
})();
