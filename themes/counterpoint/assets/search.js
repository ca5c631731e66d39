/* Searching what is said. Its index was made with the site (data-1.js …), so that this works from a file, too.
   What a reader types stays on the page: it is kept behind the # of the address, which no server is told. */
(function () {
  "use strict";
  var PAGE = 30;
  var form = document.querySelector("form.search");
  var status = document.querySelector(".search-status");
  var list = document.querySelector(".search-results");
  var more = document.querySelector(".search-more");
  if (!form || !list || !window.MiniSearch || !window.URLSearchParams) return;
  var input = form.querySelector("input[type=search]");
  var section = form.querySelector("select");
  var root = document.body.getAttribute("data-root") || "";
  var language = list.getAttribute("data-lang");

  /* Words, folded as polyphony/words/folding.py folds them */
  var MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]/g;
  var LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ς": "σ", "ى": "ي" };
  var INSIDE = "\\u0900-\\u0963\\u0966-\\u0dff\\u0e31-\\u0e3a\\u0e47-\\u0e4e\\u0eb1-\\u0ecd\\u0f18-\\u0fbc\\u1000-\\u109f\\u17b4-\\u17d3";
  var WORD = new RegExp("[\\p{L}\\p{N}" + INSIDE + "]+", "gu");
  var TYPED = new RegExp("[\\p{L}\\p{M}\\p{N}\\u0640" + INSIDE + "]+", "gu");
  var UNSPACED = new RegExp("[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]+", "gu");
  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(MARKS, "").normalize("NFC")
      .replace(/[ßæœøđðþłıςى]/g, function (letter) { return LETTERS[letter]; });
  }
  function pieces(word) {  /* runs with and without spaces between words */
    var found = [], at = 0;
    word.replace(UNSPACED, function (run, place) {
      if (place > at) found.push([word.slice(at, place), false]);
      found.push([run, true]);
      at = place + run.length;
      return run;
    });
    if (at < word.length) found.push([word.slice(at), false]);
    return found;
  }
  function tokens(text, asked) {
    var found = [];
    (fold(text).match(WORD) || []).forEach(function (word) {
      pieces(word).forEach(function (piece) {
        if (!piece[1]) { found.push(piece[0]); return; }
        var letters = Array.from(piece[0]);
        letters.forEach(function (letter, place) {
          if (asked && letters.length > 1 && place === letters.length - 1) return;
          found.push(letter + (letters[place + 1] || ""));
        });
      });
    });
    return found;
  }

  /* The index, as MiniSearch reads one that it has saved */
  var shards = [], loaded = 0;
  function take() {
    var data = self.polyphonySearch || [];
    for (; loaded < data.length; loaded += 1) shards.push(shardOf(data[loaded]));
  }
  function shardOf(data) {
    var ids = {}, lengths = {}, sum = 0, index = [];
    data.lengths.forEach(function (length, place) { ids[place] = place; lengths[place] = [length]; sum += length; });
    Object.keys(data.terms).forEach(function (term) {
      var places = data.terms[term], counts = {};
      for (var at = 0; at < places.length; at += 2) counts[places[at]] = places[at + 1];
      index.push([term, { 0: counts }]);
    });
    var count = data.lengths.length;
    var saved = { documentCount: count, nextId: count, documentIds: ids, fieldIds: { text: 0 }, fieldLength: lengths, averageFieldLength: [count ? sum / count : 0], storedFields: {}, dirtCount: 0, index: index, serializationVersion: 2 };
    var options = { fields: ["text"], tokenize: tokens, processTerm: function (term) { return term; } };
    return { data: data, index: MiniSearch.loadJS(saved, options) };
  }

  function chosen(facet) {
    return Array.prototype.map.call(form.querySelectorAll("[name=" + facet + "]:checked"), function (box) { return box.value; });
  }
  function asked() {
    return { text: input.value.trim(), person: chosen("person"), mode: chosen("mode"), theme: chosen("theme") };
  }
  function meets(ids, having) { return !ids.length || ids.some(function (id) { return having.indexOf(id) >= 0; }); }
  function fits(said, query) { return meets(query.person, said[4]) && meets(query.mode, said[5]) && meets(query.theme, said[6]); }

  /* What must stand there word for word: "in quotation marks", and whatever is written without spaces */
  function wholes(text) {
    var found = [];
    text.replace(/["“”„«»]([^"“”„«»]+)["“”„«»]/g, function (all, inner) { found.push(tokens(inner).length ? fold(inner).trim().replace(/\s+/g, " ") : ""); return all; });
    (fold(text).match(UNSPACED) || []).forEach(function (run) { found.push(run); });
    return found.filter(Boolean);
  }
  function find(query) {
    var results = [], exact = wholes(query.text), words = tokens(query.text, true);
    if (query.text && !words.length) return results;
    shards.forEach(function (shard, number) {
      if (!query.text) {
        shard.data.said.forEach(function (said, place) { if (fits(said, query)) results.push({ shard: number, place: place, score: 0, terms: [] }); });
        return;
      }
      shard.index.search(query.text, {
        tokenize: function (text) { return tokens(text, true); }, combineWith: "AND",
        prefix: function (term) { return Array.from(term).length > 2 || /^[^\x00-\u0dff]$/u.test(term); },
        fuzzy: function (term) { return term.length > 5 && /^[\x00-\u024f]+$/.test(term) ? 1 : false; },
        filter: function (result) {
          var said = shard.data.said[result.id];
          if (!fits(said, query)) return false;
          if (!exact.length) return true;
          var text = fold(said[8]).replace(/\s+/g, " ");
          return exact.every(function (whole) { return text.indexOf(whole) >= 0; });
        }
      }).forEach(function (result) { results.push({ shard: number, place: result.id, score: result.score, terms: result.terms }); });
    });
    if (query.text) results.sort(function (one, other) { return other.score - one.score || one.shard - other.shard || one.place - other.place; });
    return results;
  }

  /* Results: all by textContent, the words that were found marked */
  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function spans(text, terms, exact) {
    var found = [], known = Object.create(null);
    terms.forEach(function (term) { known[term] = true; });
    text.replace(TYPED, function (word, place) {
      var folded = fold(word);
      if (known[folded]) { found.push([place, place + word.length]); return word; }
      exact.forEach(function (run) {
        for (var at = word.indexOf(run); at >= 0; at = word.indexOf(run, at + run.length)) found.push([place + at, place + at + run.length]);
      });
      return word;
    });
    return found.sort(function (one, other) { return one[0] - other[0]; });
  }
  function excerpt(text, marks) {
    var first = marks.length ? marks[0][0] : 0, from = 0, to = text.length;
    if (text.length > 420) {
      from = Math.max(0, first - 140); to = Math.min(text.length, from + 420);
      if (from) { var space = text.indexOf(" ", from); if (space >= 0 && space < first) from = space + 1; }
      if (to < text.length) { var end = text.lastIndexOf(" ", to); if (end > first + 40) to = end; }
      if (from && /[\udc00-\udfff]/.test(text[from])) from -= 1;
      if (to < text.length && /[\udc00-\udfff]/.test(text[to])) to += 1;
    }
    return [from, to];
  }
  function written(said, terms, exact) {
    var text = said[8], marks = spans(text, terms, exact), range = excerpt(text, marks), at = range[0];
    var box = element("div", "text");
    if (range[0]) box.appendChild(document.createTextNode("… "));
    marks.forEach(function (mark) {
      if (mark[0] < at || mark[1] > range[1]) return;
      box.appendChild(document.createTextNode(text.slice(at, mark[0])));
      box.appendChild(element("mark", "", text.slice(mark[0], mark[1])));
      at = mark[1];
    });
    box.appendChild(document.createTextNode(text.slice(at, range[1]) + (range[1] < text.length ? " …" : "")));
    box.dir = "auto";
    return box;
  }
  function entry(result, exact) {
    var data = shards[result.shard].data, said = data.said[result.place], page = data.pages[said[0]];
    var item = element("li", "entry"), label = element("p", "entry-label"), who = element("span", "entry-speakers");
    said[3].forEach(function (number, place) {
      var name = data.names[number];
      if (place) who.appendChild(document.createTextNode(" " + list.getAttribute("data-and") + " "));
      var speaker = element("b", "speaker" + (name[1] ? " voice-" + name[1] : "")); speaker.appendChild(element("bdi", "", name[0]));
      who.appendChild(speaker);
      if (said[3].length === 1) item.classList.add(name[1] ? "voice-" + name[1] : "together");
    });
    said[5].forEach(function (mode) { item.classList.add("mode-" + mode); });
    label.appendChild(who);
    if (said[5].length) {
      var details = element("span", "entry-details", "");
      said[5].forEach(function (mode, place) { if (place) details.appendChild(element("i", "", ", ")); 
        var named = element("span", "mode", modes[mode] ? modes[mode].textContent : mode);
        if (modes[mode] && modes[mode].lang) { named.lang = modes[mode].lang; named.dir = modes[mode].dir; }
        details.appendChild(named);
      });
      label.appendChild(document.createTextNode(" ")); label.appendChild(details);
    }
    label.appendChild(element("i", "", ": "));
    var text = written(said, result.terms, exact), place = element("p", "entry-place"), link = element("a");
    var spoken = said[9] || page[2];
    if (spoken && spoken !== language) text.lang = spoken;
    link.href = root + page[0].split("/").map(encodeURIComponent).join("/") + "#" + encodeURIComponent(said[1]);
    var parts = list.getAttribute("data-place").split("{title}"), title = element("bdi", "", page[1].length > 60 ? page[1].slice(0, 58).trim() + "…" : page[1]);
    if (page[2] && page[2] !== language) title.lang = page[2];
    link.appendChild(document.createTextNode(parts[0])); link.appendChild(title); link.appendChild(document.createTextNode(parts[1] || ""));
    place.appendChild(link);
    item.appendChild(label); item.appendChild(text); item.appendChild(place);
    return item;
  }
  var modes = {};
  Array.prototype.forEach.call(form.querySelectorAll("[name=mode]"), function (box) { modes[box.value] = box.parentNode.querySelector("span"); });

  function counted(count) {
    var form = count === 0 ? "zero" : "other";
    if (count) { try { form = new Intl.PluralRules(status.lang || language).select(count); } catch (error) { form = count === 1 ? "one" : "other"; } }
    var text = status.getAttribute("data-" + form) || status.getAttribute("data-other");
    return text.replace("{count}", String(count));
  }
  var results = [], shown = 0, exact = [];
  function show() {
    var next = results.slice(shown, shown + PAGE), first = null;
    next.forEach(function (result) { var item = entry(result, exact); first = first || item; list.appendChild(item); });
    shown += next.length;
    list.hidden = !shown; more.hidden = shown >= results.length;
    return first;
  }
  function run() {
    var query = asked(), active = query.text || query.person.length || query.mode.length || query.theme.length;
    list.textContent = ""; shown = 0; exact = wholes(query.text);
    results = active ? find(query) : [];
    show();
    status.textContent = active ? counted(results.length) : "";
    Array.prototype.forEach.call(form.querySelectorAll(".facet-many"), function (box) {
      var names = Array.prototype.map.call(box.querySelectorAll(":checked"), function (one) { return one.parentNode.textContent.trim(); });
      box.querySelector(".facet-chosen").textContent = names.join(" · ");
    });
  }

  /* The query in the address */
  function remember() {
    var query = asked(), kept = new URLSearchParams();
    if (query.text) kept.set("q", query.text);
    ["person", "mode", "theme"].forEach(function (facet) { if (query[facet].length) kept.set(facet, query[facet].join(" ")); });
    if (section && section.selectedIndex > 0) kept.set("section", String(section.selectedIndex));
    var text = kept.toString().replace(/\+/g, "%20");
    try { history.replaceState(null, "", location.pathname + location.search + (text ? "#" + text : "")); } catch (error) { /* some hosts forbid it */ }
  }
  function recall() {
    var kept = new URLSearchParams(location.hash.slice(1));
    input.value = kept.get("q") || "";
    Array.prototype.forEach.call(form.querySelectorAll("[type=checkbox]"), function (box) {
      box.checked = (kept.get(box.name) || "").split(" ").indexOf(box.value) >= 0;
    });
    if (section) section.selectedIndex = Math.min(Number(kept.get("section")) || 0, section.options.length - 1);
  }

  /* A publication that is too large for one go is searched section by section */
  function load(done) {
    if (!section) { take(); done(); return; }
    var names = section.value.split(" "), waiting = names.length;
    self.polyphonySearch = []; shards = []; loaded = 0;
    names.forEach(function (name) {
      var script = document.createElement("script");
      script.src = name;
      script.onload = script.onerror = function () { waiting -= 1; script.remove(); if (!waiting) { take(); done(); } };
      document.head.appendChild(script);
    });
  }

  var timer = 0;
  function later() { clearTimeout(timer); timer = setTimeout(function () { remember(); run(); }, 180); }
  form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(timer); remember(); run(); });
  form.addEventListener("input", function (event) { if (event.target !== section) later(); });
  form.addEventListener("reset", function () { setTimeout(function () { input.value = ""; remember(); run(); input.focus(); }, 0); });
  if (section) section.addEventListener("change", function () { load(function () { remember(); run(); }); });
  more.querySelector("button").addEventListener("click", function () {
    var item = show(), link = item && item.querySelector(".entry-place a");
    if (link) link.focus();
  });
  window.addEventListener("hashchange", function () { recall(); load(run); });
  form.hidden = false;
  recall();
  load(run);
})();
