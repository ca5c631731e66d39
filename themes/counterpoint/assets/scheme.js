/* Light or dark as chosen by hand, before anything is painted: nobody who chose dark is dazzled first. */
try { document.documentElement.setAttribute("data-scheme", localStorage.getItem("polyphony-scheme") || ""); } catch (error) { /* not kept, then */ }
