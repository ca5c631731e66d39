/* Citing a passage, a turn or the page: what to copy, made of what the page says of itself. It is fetched when somebody
   presses one of the buttons that parts.js puts on them, or opens how to cite the page. Without it the page, the
   exchanges' own pages and the files that they link to have it all. */
(function () {
  "use strict";
  var holder = null, data = null, waiting = [], script = null;
  window.polyphonyCite = function (found) { data = found; waiting.splice(0).forEach(function (act) { act(); }); };
  function whenKnown(act) {
    if (data) { act(); return; }
    waiting.push(act);
    if (waiting.length > 1) return;
    script = document.createElement("script");
    script.src = holder.getAttribute("data-parts");
    script.addEventListener("error", function () { waiting = []; holder.open = true; holder.scrollIntoView(); });
    document.head.appendChild(script);
  }

  function firstWords(element) {
    var own = element.querySelector(":scope > .text"), text = own ? own.cloneNode(true) : document.createElement("div");
    Array.prototype.forEach.call(text.querySelectorAll(".sr-only, .note, figcaption, .section-heading"), function (extra) { extra.remove(); });
    var plain = text.textContent.replace(/\s+/g, " ").trim();
    if (plain.length <= data.length) return plain;
    var cut = plain.lastIndexOf(" ", data.length - 1);
    return plain.slice(0, cut > data.length / 2 ? cut : data.length).replace(/[ ,;:–—-]+$/, "") + "…";
  }
  function tex(text) {
    var depth = 0, balanced = true;
    text.replace(/[{}]/g, function (brace) { depth += brace === "{" ? 1 : -1; if (depth < 0) balanced = false; return brace; });
    if (depth || !balanced) text = text.replace(/[{}]/g, "");
    return text.replace(/[\\{}&%$#_~^`]/g, function (sign) { return data.escapes[sign]; });
  }
  function fill(form, values) {
    return data.forms[form].replace(/X(TITLE|KEY|ID|NAMES|KIND)X/g, function (whole, name) { return values[name]; });
  }
  function without(text, year) {
    return year ? text.replace(/9999/g, year) : text.split("\n").filter(function (line) { return line.indexOf("9999") < 0; }).join("\n");
  }
  function referencesTo(element, kind) {
    var voice = data.voices[element.getAttribute("data-by") || ""];
    if (!voice) return null;
    var title = firstWords(element), id = element.id, address = encodeURIComponent(id);
    var time = element.querySelector(":scope > .label time, :scope > .about time") || (element.closest(".exchange") || element).querySelector(":scope > .exchange-label time");
    var date = (time && /^\d{4}(-\d\d){0,2}/.exec(time.getAttribute("datetime")) || [data.year])[0];
    var year = date.slice(0, 4), key = id.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "part";
    var kinds = data.kinds;
    var item = JSON.parse(fill("csl", { TITLE: "", KEY: key, ID: address, NAMES: "", KIND: "" }))[0];
    item.author = voice.csl; item.title = title;
    if (date) item.issued = { "date-parts": [date.split("-").map(Number)] }; else delete item.issued;
    return {
      text: fill("text", { TITLE: title, KEY: key, ID: address, NAMES: voice.text, KIND: kinds[kind] || kinds.passage }).replace("9999", year || data.undated),
      bibtex: without(fill("bibtex", { TITLE: tex(title), KEY: key, ID: address, NAMES: voice.bibtex, KIND: "" }), year),
      ris: without(fill("ris", { TITLE: title, KEY: key, ID: address, NAMES: voice.ris.join("\nAU  - "), KIND: "" }), year),
      csl: JSON.stringify([item], null, 1),
    };
  }

  /* A form of a reference, under a button that copies it */
  function formed(form, said, prefix) {
    var label = document.createElement("p"), text = document.createElement(form === "text" ? "p" : "pre"), copying = document.createElement("button");
    label.className = "cite-form"; label.id = prefix + form; label.textContent = data.labels[form] + " ";
    copying.type = "button"; copying.textContent = data.copy; copying.setAttribute("data-copy", ""); copying.setAttribute("aria-describedby", label.id);
    label.appendChild(copying);
    text.textContent = said;
    if (form === "text") { text.className = "citation-text"; text.dir = "auto"; }
    return [label, text];
  }
  /* The page's own reference in the forms that it only links to */
  var added = [];
  window.polyphonyCitePage = function () {
    holder = document.querySelector(".citing[data-parts]");
    if (holder && !holder.querySelector("pre")) whenKnown(function () {
      var place = holder.querySelector(".citation-text");
      if (!added.length) Object.keys(data.page).forEach(function (form) { added = added.concat(formed(form, data.page[form], "site-cite-")); });
      place.after.apply(place, added);
    });
  };

  var dialog;
  function show(element, kind) {
    var found = referencesTo(element, kind);
    if (!found) return;
    if (!dialog) { dialog = document.createElement("dialog"); dialog.className = "cite-dialog"; document.body.appendChild(dialog); dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); }); }
    dialog.textContent = "";
    var close = document.createElement("form"); close.method = "dialog";
    var button = document.createElement("button"); button.className = "close"; button.textContent = "×"; button.setAttribute("aria-label", data.close);
    close.appendChild(button); dialog.appendChild(close);
    var title = document.createElement("h2"); title.id = "site-cite-part"; title.textContent = data.titles[kind === "turn" ? "turn" : "passage"];
    dialog.setAttribute("aria-labelledby", title.id); dialog.appendChild(title);
    Object.keys(found).forEach(function (form) { dialog.append.apply(dialog, formed(form, found[form], "site-cite-part-")); });
    dialog.showModal();
  }
  window.polyphonyCitePart = function (element) {
    holder = document.querySelector(".citing[data-parts]");
    whenKnown(function () { show(element, element.classList.contains("turn") ? "turn" : "passage"); });
  };
  /* Where a page is exchanged in place, as in the preview, what it says of itself is asked for anew */
  function undo() {
    added.splice(0).forEach(function (made) { made.remove(); });
    if (script) script.remove();
    if (dialog && !dialog.open) { dialog.remove(); dialog = null; }
    script = data = null; waiting = [];
  }
  document.addEventListener("polyphony:patch", undo);
})();
