/* <polyphony-embed><a href="https://…/embed/…/">…</a></polyphony-embed>: the text that the link leads to, in a frame as
   high as it is. Without this script the link is there. The frame may run its own script and nothing else of this page. */
(function () {
  "use strict";
  if (!window.customElements || customElements.get("polyphony-embed")) return;
  var fixed = { display: "block", width: "100%", border: "0", margin: "0", padding: "0", "max-width": "none", "min-height": "0", "max-height": "none", "box-sizing": "content-box" };

  customElements.define("polyphony-embed", class extends HTMLElement {
    connectedCallback() {
      if (this.frame) window.addEventListener("message", this);
      else if (!this.start()) {
        this.waiting = new MutationObserver(() => this.start());
        this.waiting.observe(this, { childList: true, subtree: true });
      }
    }

    disconnectedCallback() {
      window.removeEventListener("message", this);
      if (this.waiting) this.waiting.disconnect();
    }

    start() {
      var link = this.querySelector("a[href]");
      if (!link || this.frame || !/^(https?|file):$/.test(link.protocol)) return !!this.frame;
      if (this.waiting) this.waiting.disconnect();
      var frame = document.createElement("iframe");
      frame.title = this.title || link.textContent;
      frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
      frame.referrerPolicy = "origin";
      frame.loading = "lazy";
      frame.src = new URL("live.html", link.href.replace(/\/[^/.]+$/, "$&/")).href;
      Object.keys(fixed).forEach((name) => frame.style.setProperty(name, fixed[name], "important"));
      this.frame = frame;
      this.height(Number(this.getAttribute("height")) || 320);
      this.style.display = "block";
      this.attachShadow({ mode: "open" }).append(frame, document.createElement("slot"));
      window.addEventListener("message", this);
      return true;
    }

    height(pixels) {
      this.frame.style.setProperty("height", pixels + "px", "important");
    }

    /* Only this element's own frame, which as a sandbox has no origin, may say how high it is. */
    handleEvent(event) {
      var said = event.data;
      if (event.source !== this.frame.contentWindow || event.origin !== "null") return;
      if (!said || said.polyphony !== 1 || !Number.isInteger(said.h) || said.h < 20 || said.h > 20000) return;
      this.height(said.h);
    }
  });
})();
