(function () {
  "use strict";
  if (window.parent === window || !window.ResizeObserver) return;
  var host = "*", last = 0, sent = -250, waiting = 0;
  try { if (document.referrer) host = new URL(document.referrer).origin; } catch (error) { /* any host may know a height */ }
  if (host === "null") host = "*";
  function report() {
    var height = Math.min(20000, Math.max(20, Math.ceil(document.documentElement.getBoundingClientRect().height)));
    waiting = 0;
    if (height === last) return;
    last = height;
    sent = performance.now();
    window.parent.postMessage({ polyphony: 1, h: height }, host);
  }
  new ResizeObserver(function () {
    if (!waiting) waiting = setTimeout(report, Math.max(0, 260 - (performance.now() - sent)));
  }).observe(document.documentElement);
})();
