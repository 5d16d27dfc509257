// A crystal that can be turned: points are turned, sorted from far to near, and drawn.
// `coursekit/plots/crystal.py` says what is in a scene, and prints the same on paper.

const HEIGHT = 300;

function turned([x, y, z], m) {
  return m.map((row) => row[0] * x + row[1] * y + row[2] * z);
}

function product(a, b) {
  return a.map((row) => [0, 1, 2].map((k) => row[0] * b[0][k] + row[1] * b[1][k] + row[2] * b[2][k]));
}

// around the screen's own upright and level axes
function rotation(dx, dy) {
  const [cx, sx, cy, sy] = [Math.cos(dx), Math.sin(dx), Math.cos(dy), Math.sin(dy)];
  return product([[1, 0, 0], [0, cy, -sy], [0, sy, cy]], [[cx, 0, sx], [0, 1, 0], [-sx, 0, cx]]);
}

function shade(color, light) {
  const parts = [1, 3, 5].map((k) => parseInt(color.slice(k, k + 2), 16));
  const mixed = parts.map((v) => Math.round(light < 0 ? v * (1 + light) : v + (255 - v) * light));
  return `rgb(${mixed.join(",")})`;
}

class Painter {
  constructor(canvas, scene) {
    this.canvas = canvas;
    this.scene = scene;
    this.home = scene.view;
    this.view = scene.view;
    const ends = scene.edges.flat();
    const all = [...scene.atoms.map((a) => a.slice(0, 3)), ...ends];
    const low = [0, 1, 2].map((k) => Math.min(...all.map((p) => p[k])));
    const high = [0, 1, 2].map((k) => Math.max(...all.map((p) => p[k])));
    this.middle = low.map((v, k) => (v + high[k]) / 2);
    const margin = Math.max(...scene.kinds.map((kind) => kind.radius));
    const far = (p) => Math.hypot(...p.map((v, k) => v - this.middle[k]));
    this.reach = Math.max(...all.map(far)) + margin;
    if (scene.sphere) this.reach = Math.max(this.reach, far(scene.sphere.slice(0, 3)) + scene.sphere[3]);
  }

  at(point) {
    const [x, y, z] = turned(point.map((v, k) => v - this.middle[k]), this.view);
    return [this.x0 + this.scale * x, this.y0 - this.scale * y, z];
  }

  draw() {
    const { canvas, scene } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    [this.x0, this.y0] = [width / 2, height / 2];
    this.scale = Math.min(width, height) / 2 / this.reach;
    const points = scene.atoms.map((atom) => this.at(atom.slice(0, 3)));
    const rings = new Map(scene.rings);
    const things = [];
    if (scene.sphere) this.disk(pen, true);
    scene.atoms.forEach((atom, n) => {
      things.push([points[n][2], () => this.ball(pen, points[n], scene.kinds[atom[3]], rings.get(n))]);
    });
    for (const [i, j] of scene.sticks) {
      const middle = points[i].map((v, k) => (v + points[j][k]) / 2);
      for (const [n, other] of [[i, j], [j, i]]) {
        const kind = scene.kinds[scene.atoms[n][3]];
        const apart = Math.hypot(...[0, 1, 2].map((k) => scene.atoms[i][k] - scene.atoms[j][k]));
        const start = points[n].map((v, k) => v + (kind.radius / apart) * (points[other][k] - v));
        const depth = (start[2] + middle[2]) / 2;
        things.push([depth, () => this.stick(pen, start, middle, kind.color)]);
      }
    }
    for (const [a, b, c, kind] of scene.faces) {
      const corners = [points[a], points[b], points[c]];
      const depth = corners.reduce((sum, p) => sum + p[2], 0) / 3;
      things.push([depth, () => this.face(pen, corners, scene.kinds[kind].color)]);
    }
    for (const edge of scene.edges) {
      const [p, q] = edge.map((end) => this.at(end));
      things.push([(p[2] + q[2]) / 2, () => this.line(pen, p, q, "#777777", 1)]);
    }
    things.sort((a, b) => a[0] - b[0]).forEach(([, paint]) => paint());
    if (scene.sphere) this.disk(pen, false);
  }

  ball(pen, [x, y], kind, ring) {
    const r = this.scale * kind.radius;
    const light = pen.createRadialGradient(x - 0.35 * r, y - 0.35 * r, 0.05 * r, x, y, r);
    light.addColorStop(0, shade(kind.color, 0.75));
    light.addColorStop(0.55, kind.color);
    light.addColorStop(1, shade(kind.color, -0.35));
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = light;
    pen.fill();
    pen.lineWidth = ring ? 3 : 0.6;
    pen.strokeStyle = ring || "#333333";
    pen.stroke();
    if (r < 9) return;
    pen.font = `600 ${Math.min(14, 0.9 * r)}px sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineWidth = 2.5;
    pen.strokeStyle = "rgba(255,255,255,0.85)";
    pen.strokeText(kind.symbol, x, y);
    pen.fillStyle = "#111111";
    pen.fillText(kind.symbol, x, y);
  }

  line(pen, p, q, color, width) {
    pen.beginPath();
    pen.moveTo(p[0], p[1]);
    pen.lineTo(q[0], q[1]);
    pen.lineWidth = width;
    pen.strokeStyle = color;
    pen.stroke();
  }

  stick(pen, p, q, color) {
    const width = Math.max(2, 0.13 * this.scale);
    this.line(pen, p, q, "#333333", width + 1.4);
    this.line(pen, p, q, color, width);
  }

  face(pen, corners, color) {
    pen.beginPath();
    corners.forEach(([x, y], k) => (k ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.closePath();
    pen.globalAlpha = 0.28;
    pen.fillStyle = color;
    pen.fill();
    pen.globalAlpha = 0.5;
    pen.lineWidth = 1;
    pen.strokeStyle = "#555555";
    pen.stroke();
    pen.globalAlpha = 1;
  }

  disk(pen, filled) {
    const [x, y] = this.at(this.scene.sphere.slice(0, 3));
    pen.beginPath();
    pen.arc(x, y, this.scale * this.scene.sphere[3], 0, 2 * Math.PI);
    pen.fillStyle = "rgba(86,180,233,0.14)";
    pen.setLineDash([5, 4]);
    pen.strokeStyle = "#0072B2";
    pen.lineWidth = 1.4;
    if (filled) pen.fill();
    else pen.stroke();
    pen.setLineDash([]);
  }

  turn(dx, dy) {
    this.view = product(rotation(dx, dy), this.view);
    this.draw();
  }
}

const KEYS = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, -0.15], ArrowDown: [0, 0.15] };

/** Put a crystal into an element; what was there stays on the page for print and for machines. */
export function show(el, scene) {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = `width:100%;height:${HEIGHT}px;background:white;border-radius:4px;cursor:grab;touch-action:pan-y`;
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${scene.alt} Arrow keys turn it.`);
  const legend = document.createElement("div");
  legend.style.cssText = "font-size:0.85em";
  for (const { symbol, color } of scene.kinds) {
    const dot = document.createElement("span");
    dot.style.cssText = `display:inline-block;width:0.8em;height:0.8em;border-radius:50%;border:1px solid #333;background:${color};margin:0 0.3em 0 0`;
    legend.append(dot, `${symbol}   `);
  }
  const words = document.createElement("span");
  legend.append(words);
  words.textContent = `${scene.alt} Drag or use the arrow keys to turn it; a double click turns it back.`;
  el.replaceChildren(canvas, legend);
  const painter = new Painter(canvas, scene);
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    painter.turn((event.clientX - from[0]) / 120, (event.clientY - from[1]) / 120);
    from = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (from = null));
  canvas.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    painter.turn(...KEYS[event.key]);
  });
  canvas.addEventListener("dblclick", () => {
    painter.view = painter.home;
    painter.draw();
  });
  const watcher = new ResizeObserver(() => painter.draw());
  watcher.observe(canvas);
  painter.draw();
  return () => watcher.disconnect();
}

export default { render: ({ model, el }) => show(el, model.get("scene")) };
