/* Where one is in the text: marked in the score, and in the bar that stays in sight. It is fetched when somebody begins to
   read. */
(function () {
  "use strict";
  var shared = window.polyphony, all = shared.all, flow = null, added = [];
  function target(link) { return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))); }

  /* The place on the page: marked in the score, and in the bar that stays in sight */
  var bar = null, picture = null, stops = [], shown = [], strip = null, here = null, waits = false;
  function place() {
    var line = innerHeight * 0.4, low = 0, high = shown.length;
    while (low < high) { var middle = (low + high) >> 1; if (shown[middle].target.getBoundingClientRect().top <= line) low = middle + 1; else high = middle; }
    var stop = shown[low - 1] || null;
    if (bar) bar.hidden = !flow || flow.getBoundingClientRect().top > 0 || flow.getBoundingClientRect().bottom < 0;
    if (stop === here) return;
    if (here) here.links.forEach(function (link) { link.classList.remove("here"); });
    if (stop) stop.links.forEach(function (link) { link.classList.add("here"); });
    here = stop;
    var now = bar && bar.querySelector(".now"), label = stop && stop.target.querySelector(".label");
    if (!now) return;
    now.className = "now"; now.textContent = "";
    if (label) { now.textContent = shared.name(label); now.classList.add((/voice-\d+/.exec(stop.target.className) || ["together"])[0]); }
  }
  /* What each block stands for, as the table has it */
  function tell() {
    var said = {}, words = document.querySelector(".score-table th + th").textContent;
    all(".score-table th a").forEach(function (one) { said[one.getAttribute("href")] = one.textContent + " · " + words + ": " + one.parentNode.nextSibling.textContent; });
    all("a", picture).forEach(function (link) {
      if (link.querySelector("title")) return;
      var title = document.createElementNS(link.namespaceURI, "title");
      title.textContent = said[link.getAttribute("href")];
      added.push(title); link.appendChild(title);
    });
  }
  function make(name, className) { var made = document.createElement(name); made.className = className; return made; }
  /* The bar stands before all of the page, since who puts something between the filters and the text has every turn looked
     at again. Its ways back have the names of what they lead to. */
  function build() {
    var ways = make("p", "ways");
    bar = make("div", "reading-bar"); bar.hidden = true;
    bar.append(make("p", "now"), make("div", "strip"), ways);
    all("article > :is(.contents, .filters)[id]").forEach(function (part) {
      if (part.matches(".contents") && all("li", part).length < 2) return;
      var link = make("a", ""), name = document.getElementById(part.getAttribute("aria-labelledby"));
      link.href = "#" + part.id; link.textContent = name ? name.textContent : part.getAttribute("aria-label");
      if (name && name.lang) { link.lang = name.lang; link.dir = name.dir; }
      ways.prepend(link, " ");
    });
    added.push(bar); (flow.closest("article") || flow).before(bar);
  }
  function mark() {
    if (!picture) return;
    build(); tell();
    var height = Number(picture.ownerSVGElement.getAttribute("height")), drawing = picture.ownerSVGElement.cloneNode(false);
    strip = picture.cloneNode(true);
    all("[id]", strip).forEach(function (one) { one.removeAttribute("id"); });
    strip.setAttribute("transform", "scale(1 " + 26 / height + ")");
    drawing.setAttribute("height", 26); drawing.setAttribute("class", "score-strip"); drawing.setAttribute("aria-hidden", "true"); drawing.appendChild(strip);
    bar.querySelector(".strip").appendChild(drawing);
    var byTarget = new Map();
    all('a[href^="#"]', picture).concat(strip ? all("a", strip) : []).forEach(function (link) {
      var found = target(link);
      if (!found) return;
      if (!byTarget.has(found)) byTarget.set(found, { target: found, links: [] });
      byTarget.get(found).links.push(link);
    });
    stops = Array.from(byTarget.values()).sort(function (one, other) { return one.target.compareDocumentPosition(other.target) & 4 ? -1 : 1; });
    see();
  }
  /* What is left out has no place on the page. */
  function see() { shown = stops.filter(function (stop) { return !stop.target.closest(".is-out"); }); place(); }
  addEventListener("scroll", function () { if (stops.length && !waits) { waits = true; requestAnimationFrame(function () { waits = false; place(); }); } }, { passive: true });

  document.addEventListener("polyphony:filtered", function () { requestAnimationFrame(function () { setTimeout(see, 0); }); });

  function enhance() {
    flow = document.querySelector(".flow");
    picture = document.querySelector(".score-picture > g");
    if (flow && document.querySelector(".score")) mark();
  }
  function undo() {
    added.splice(0).forEach(function (made) { made.remove(); });
    if (here) here.links.forEach(function (link) { link.classList.remove("here"); });
    stops = []; shown = []; bar = strip = here = null;
  }
  document.addEventListener("polyphony:patch", undo);
  document.addEventListener("polyphony:patched", enhance);
  enhance();
})();
