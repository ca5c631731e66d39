/* Buttons: to copy what is there to be copied, and on each part of a text to copy a turn ("Claire: …" with its link) and to
   cite what somebody says. It is fetched when somebody begins to read. */
(function () {
  "use strict";
  var shared = window.polyphony, all = shared.all, said = document.body.dataset, citing = null, added = [];
  function make(name, className, text) { var made = document.createElement(name); made.className = className; if (text) made.textContent = text; return made; }
  function add(made, holder) { added.push(made); holder.appendChild(made); }
  function copy(text, pressed) {
    function done() { var before = pressed.textContent; pressed.textContent = said.wordCopied || before; setTimeout(function () { pressed.textContent = before; }, 1600); }
    function plain() {
      var area = make("textarea", "sr-only"); area.value = text; area.setAttribute("readonly", "");
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
    all(".sr-only, .note, .beside", text).forEach(function (extra) { extra.remove(); });
    return shared.name(turn.querySelector(":scope > .label")) + ": " + text.textContent.replace(/\s+/g, " ").trim() + "\n" + address() + "#" + turn.id;
  }
  /* A button that copies what stands under a label */
  function offerCopy(label) {
    var made = make("button", "", said.wordCopyTurn || ""), spoken = label.closest("details").querySelector("summary");
    made.type = "button"; made.dataset.copy = ""; made.setAttribute("aria-describedby", label.id);
    if (spoken.lang) { made.lang = spoken.lang; made.dir = spoken.dir; }
    add(made, label);
  }
  document.addEventListener("click", function (event) {
    var pressed = event.target.closest && event.target.closest(".cite-part, [data-copy]");
    if (pressed && pressed.matches("[data-copy]")) copy(pressed.parentNode.nextElementSibling.textContent.trim(), pressed);
    else if (pressed) shared.fetchScript("cite.js", true).then(function (there) {
      if (there) window.polyphonyCitePart(pressed.closest(".passage, .turn"));
      else { citing.open = true; citing.scrollIntoView(); }
    });
  });

  /* The page's own reference in all forms, once somebody looks for it */
  function whole() { if (citing && citing.open) shared.fetchScript("cite.js", true).then(function (there) { if (there) window.polyphonyCitePage(); }); }
  document.addEventListener("toggle", function (event) { if (event.target === citing) whole(); }, true);

  /* In a long exchange those turns alone have buttons that come into sight */
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
    if (citing || said.wordCopyTurn) all(".flow :is(.passage, .turn)[id]").forEach(function (element) {
      var told = "oncontentvisibilityautostatechange" in element && element.matches(".long > .turn");
      if (!told || element.checkVisibility({ contentVisibilityAuto: true })) dress(element);
    });
    all(".citing > .cite-form, .embed > [id]").forEach(offerCopy);
    whole();
  }
  function undo() { added.splice(0).forEach(function (made) { made.remove(); }); }
  document.addEventListener("polyphony:patch", undo);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
})();
