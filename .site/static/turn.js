// Crystals on a page can be turned; without scripts their still picture stays.
import { show } from "./crystal.js";

for (const el of document.querySelectorAll(".coursekit-crystal")) {
  show(el, JSON.parse(el.dataset.scene));
}
