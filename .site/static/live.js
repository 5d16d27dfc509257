// A figure of a lecture on a page without Python: its slider chooses among pictures computed before.
const plotly = () => (globalThis.coursekitPlotly ??= load());

function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("plotly.min.js", import.meta.url);
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
}

const SETTINGS = { displaylogo: false, scrollZoom: false, responsive: true,
  modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d"] };

const NARROW = 560; // pixels; below, panels stand in one column

function at(frames, place, slim) {
  const kind = slim ? "narrow" : "layout";
  const { data, layout } = structuredClone({ data: frames.data, layout: frames[kind] });
  const change = frames.changes[place];
  for (const [k, trace] of Object.entries(change.data)) Object.assign(data[k], trace);
  return { data, layout: { ...layout, ...change[kind] } };
}

async function wake(figure) {
  const frames = await (await fetch(figure.dataset.frames)).json();
  const library = await plotly();
  const box = document.createElement("div");
  const slider = document.createElement("input");
  const label = document.createElement("label");
  const says = document.createElement("p");
  const formula = document.createElement("div");
  Object.assign(slider, { type: "range", min: 0, max: frames.labels.length - 1, value: frames.start });
  says.setAttribute("role", "status");
  box.setAttribute("role", "figure");
  box.className = "coursekit-box";
  async function show() {
    const place = Number(slider.value);
    const text = `${frames.control}: ${frames.labels[place]}`;
    label.firstChild.data = text;
    slider.setAttribute("aria-valuetext", text);
    says.textContent = frames.sentences[place];
    box.setAttribute("aria-label", `${frames.title}. ${frames.sentences[place]}`);
    formula.innerHTML = frames.formulas[place];
    const { data, layout } = at(frames, place, figure.offsetWidth < NARROW);
    await library.react(box, data, layout, SETTINGS);
    figure.dataset.drawn = place;
  }
  label.append(frames.control, slider);
  figure.replaceChildren(label, formula, box, says);
  slider.addEventListener("input", show);
  await show();
}

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    wake(target).catch(() => {}); // the still picture stays
  }
}, { rootMargin: "400px" });
document.querySelectorAll("figure.coursekit-live").forEach((figure) => watcher.observe(figure));
