/* What every page has of script, and it is little: light and dark by hand, and fetching what a reader wants when it is
   wanted. filters.js takes the filters over from the rules of voices.css, reading.js knows the place in the text, beside.js
   puts notes beside it, parts.js has buttons for its parts, citations.js shows references. All of it is extra: without it
   the page is complete. */
(() => {
  "use strict";
  const root = document.documentElement, fetched = {};
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const name = label => label ? all(".speaker", label).map(speaker => speaker.textContent).join(" & ") : "";
  const near = (event, selector) => event.target.closest && event.target.closest(selector);
  const on = (types, act) => types.split(" ").forEach(type => document.addEventListener(type, act));
  const shared = window.polyphony = { all, name, fetchScript };
  let form, flow, begun;

  /* Promises whether the script is there. One that couldn't be fetched is asked for again only where it is `wanted`. */
  function fetchScript(file, wanted) {
    let found = fetched[file];
    if (!found || wanted && found.failed) {
      const script = document.createElement("script");
      script.src = (document.body.dataset.root || "") + "design/" + file;
      found = fetched[file] = new Promise(tell => {
        script.onload = () => tell(true);
        script.onerror = () => { found.failed = true; script.remove(); tell(false); };
      });
      document.head.append(script);
    }
    return found;
  }

  on("click", event => {
    const pressed = near(event, ".scheme, [data-copy]");
    if (!pressed) return;
    if (!pressed.matches(".scheme")) { fetchScript("parts.js", true).then(there => there && shared.copySource(pressed)); return; }
    const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.scheme = dark ? "light" : "dark";
    try { localStorage.setItem("polyphony-scheme", root.dataset.scheme); } catch (error) { /* for this page alone, then */ }
  });

  /* Filters: the address ticks boxes, and until filters.js has come the style sheet shows what they choose. */
  function recall() {
    const query = new URLSearchParams(location.search);
    all("input", form).forEach(box => { box.checked = (query.get(box.name) || box.type === "radio" && "woven" || "").split(" ").includes(box.value); });
    all(".facet-many", form).forEach(many => { if (many.querySelector(":checked")) many.open = true; });
    if (location.search) fetchScript("filters.js");
  }
  /* At once, so that going back leads to what was shown, and not away. */
  function remember() {
    const query = new URLSearchParams();
    all(":checked:not([value=woven])", form).forEach(box => query.set(box.name, (query.has(box.name) ? query.get(box.name) + " " : "") + box.value));
    const text = query.toString().replace(/\+/g, "%20");
    try { history.pushState(null, "", location.pathname + (text && "?" + text) + location.hash); } catch (error) { /* some hosts forbid it */ }
  }
  function change() {
    remember();
    if (form.matches(".plain")) fetchScript("filters.js", true);
  }
  /* What a filter hides can still be linked to: then everything is shown. */
  function reveal() {
    let found;
    try { found = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (error) { /* it names nothing */ }
    if (!form || !flow.contains(found) || (found.querySelector(":scope > .text") || found).getClientRects().length) return;
    form.reset();
    setTimeout(() => found.scrollIntoView());
  }
  on("change", event => { if (form && form.contains(event.target)) change(); });
  on("reset", event => {
    if (event.target !== form) return;
    setTimeout(change);
    if (form.contains(document.activeElement)) setTimeout(() => form.querySelector("input").focus());
  });
  addEventListener("popstate", () => { if (form) recall(); });
  addEventListener("hashchange", reveal);

  function annotate() { if (flow && document.querySelector(".notes, .references")) fetchScript("beside.js"); }
  /* The first sign of somebody who reads */
  function begin() {
    if (begun || !flow) return;
    begun = true;
    fetchScript("reading.js");
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
    all(".scheme, [data-copy]").forEach(button => { button.hidden = false; });
    if (matchMedia("(min-width: 80em)").matches) annotate();
    /* The buttons of a transcript are in sight at once. */
    if (scrollY || location.hash || document.body.matches(".kind-exchanges")) begin();
  }
  on("polyphony:patched", enhance);
  enhance();
  if (form) { recall(); reveal(); }
})();
