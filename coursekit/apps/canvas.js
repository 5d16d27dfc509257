// Draws a plotly figure that Python sends, and draws it again when Python changes it.
// plotly.js itself comes once for the whole page: the first canvas brings it, the others wait.

const NARROW = 560; // pixels; below, panels stand in one column

const page = (globalThis.coursekitCanvas ??= {});
page.plotly ??= new Promise((resolve) => (page.deliver = resolve));

async function unpack(packed) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const code = await new Response(stream).text();
  const module = { exports: {} };
  new Function("module", "exports", "define", code)(module, module.exports, undefined);
  return module.exports;
}

function take(model) {
  const packed = model.get("library");
  if (packed && packed.byteLength && !page.unpacking) {
    page.unpacking = unpack(packed).then(page.deliver);
  }
}

// ipywidgets gives the handle of a slider no name; the field beside it has one.
function nameSliders(el) {
  for (const handle of el.closest(".widget-vbox")?.querySelectorAll(".noUi-handle") ?? []) {
    const label = handle.closest(".widget-hbox:has(label)")?.querySelector("label");
    if (label) handle.setAttribute("aria-label", label.textContent);
  }
}

// Sliders come before or after the canvas, and can be reached long before the figure is drawn.
function watchSliders() {
  const watcher = new MutationObserver(() => {
    if (!document.querySelector(".noUi-handle:not([aria-label])")) return;
    document.querySelectorAll(".coursekit-canvas").forEach(nameSliders);
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  return watcher;
}

export default {
  initialize({ model }) {
    page.watcher ??= watchSliders();
    take(model);
    model.on("change:library", () => take(model));
    // The canvas that had the library may be gone; then this one asks for it.
    const asked = setTimeout(() => page.unpacking || model.send({ need: "library" }), 5000);
    page.plotly.then(() => clearTimeout(asked));
  },

  render({ model, el }) {
    const box = document.createElement("div");
    el.append(box);
    el.classList.add("coursekit-canvas");
    let plotly = null;
    let busy = false;
    let stale = true;
    let slim = false;

    async function draw() {
      stale = true;
      if (busy || !plotly) return;
      busy = true;
      while (stale) {
        stale = false;
        const { data, layout, narrow } = structuredClone(model.get("picture"));
        slim = el.offsetWidth < NARROW;
        await plotly.react(box, data, slim ? narrow : layout, model.get("settings"));
      }
      busy = false;
      nameSliders(el);
      el.dataset.drawn = Number(el.dataset.drawn ?? 0) + 1;
    }

    function describe() {
      box.setAttribute("role", "figure");
      box.setAttribute("aria-label", model.get("label"));
    }

    box.style.minHeight = `${model.get("picture").layout?.height ?? 360}px`;
    describe();
    page.plotly.then(async (library) => {
      plotly = library;
      await draw();
      box.on("plotly_click", ({ points }) =>
        model.send({ click: points.map((p) => [p.curveNumber, p.pointNumber]) })
      );
    });
    model.on("change:picture", draw);
    model.on("change:label", describe);
    const watcher = new ResizeObserver(() => {
      if (!plotly || busy || !box.offsetWidth || !box.data) return;
      if (el.offsetWidth < NARROW === slim) plotly.Plots.resize(box);
      else draw();
    });
    watcher.observe(el);
    return () => {
      watcher.disconnect();
      model.off("change:picture", draw);
      model.off("change:label", describe);
      if (plotly) plotly.purge(box);
    };
  },
};
