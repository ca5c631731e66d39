/* What every page has of script, and it is little: light and dark by hand, and fetching what is wanted when it is.
   filters.js takes the filters over from the rules of voices.css, reading.js knows the place in the text, beside.js puts
   notes beside it, parts.js has the buttons, citations.js shows references. All of it is extra: without it the page is
   complete. */
(() => {
  const root = document.documentElement.dataset, fetched = {};
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const name = label => label ? all("b", label).map(speaker => speaker.textContent).join(" & ") : "";
  const near = (event, selector) => event.target.closest && event.target.closest(selector);
  const on = (types, act) => types.split(" ").forEach(type => document.addEventListener(type, act));
  window.polyphony = { all, name, fetchScript };
  let form, flow, begun;

  /* Promises whether a file of the theme's is there. One that couldn't be fetched is asked for again only where it is `wanted`. */
  function load(file, wanted) {
    if (!fetched[file] || wanted && fetched[file].failed) fetched[file] = new Promise(tell => {
      const element = document.createElement(file.endsWith(".css") ? "link" : "script");
      element.rel = "stylesheet"; /* what is for the other kind of element does nothing */
      element.href = element.src = (document.body.dataset.root || "") + "design/" + file;
      element.onload = () => tell(true);
      element.onerror = () => { fetched[file].failed = true; element.remove(); tell(false); };
      document.head.append(element);
    });
    return fetched[file];
  }
  /* What a script puts into the page has its styles before it comes. */
  function fetchScript(file, wanted) { return load("scripted.css", wanted).then(there => there && load(file, wanted)); }

  on("click", event => {
    if (!near(event, ".scheme")) return;
    const dark = root.scheme ? root.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.scheme = dark ? "light" : "dark";
    try { localStorage.setItem("polyphony-scheme", root.scheme); } catch { /* for this page alone, then */ }
  });

  /* Filters: the address ticks boxes, and until filters.js has come the style sheet shows what they choose. */
  function recall() {
    const query = new URLSearchParams(location.search);
    all("input", form).forEach(box => { box.checked = (query.get(box.name) || box.type === "radio" && "woven" || "").split(" ").includes(box.value); });
    if (location.search) fetchScript("filters.js");
  }
  /* At once, so that going back leads to what was shown, and not away. */
  function change() {
    const chosen = {};
    all(":checked:not([value=woven])", form).forEach(box => { (chosen[box.name] = chosen[box.name] || []).push(encodeURIComponent(box.value)); });
    const query = Object.keys(chosen).map(facet => facet + "=" + chosen[facet].join("%20")).join("&");
    try { history.pushState(null, "", location.pathname + (query && "?" + query) + location.hash); } catch { /* some hosts forbid it */ }
    if (form.matches(".plain")) fetchScript("filters.js", true);
  }
  on("change", event => { if (form && form.contains(event.target)) change(); });
  on("reset", event => { if (event.target === form) setTimeout(change); });
  addEventListener("popstate", () => { if (form) recall(); });

  function annotate() { if (flow && document.querySelector(".notes, .references")) load("beside.js"); }
  /* The first sign of somebody who reads */
  function begin() {
    if (begun || !document.querySelector(".flow, .embed")) return;
    begun = true;
    if (flow) fetchScript("reading.js");
    fetchScript("parts.js");
    annotate();
  }
  on("scroll pointermove pointerdown keydown focusin", event => {
    begin();
    if (form && near(event, ".filters")) fetchScript("filters.js");
    if (near(event, "[role=doc-biblioref]")) fetchScript("citations.js");
  });

  function enhance() {
    flow = document.querySelector(".flow"); form = flow && document.querySelector(".filters");
    all(".scheme").forEach(button => { button.hidden = false; });
    if (matchMedia("(min-width: 80em)").matches) annotate();
    /* The buttons of a transcript are in sight at once. */
    if (scrollY || location.hash || document.body.matches(".kind-exchanges")) begin();
  }
  on("polyphony:patched", enhance);
  enhance();
  if (form) recall();
})();
