// The editor of a map works without this. It adds moving steps by mouse, and brings the focus to the panel that was opened.

let dragged = null;

const editorOf = (event) => (event.target instanceof Element ? event.target.closest("#editor") : null);
const stageOf = (event) => editorOf(event) && event.target.closest(".jm-stage[data-stage]");

function unmark() {
  for (const one of document.querySelectorAll("#editor .over")) one.classList.remove("over");
}

// Where it would fall: before the step whose upper half is under the pointer, else at the end of the stage.
function placeIn(stage, y) {
  const steps = [...stage.querySelectorAll(".jm-step")].filter((step) => step !== dragged);
  const before = steps.findIndex((step) => {
    const box = step.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return { steps, place: before < 0 ? steps.length : before };
}

document.addEventListener("dragstart", (event) => {
  const step = editorOf(event) && event.target.closest(".jm-step[draggable]");
  if (!step) return;
  dragged = step;
  step.classList.add("dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", step.dataset.step);
});

document.addEventListener("dragover", (event) => {
  const stage = dragged && stageOf(event);
  if (!stage) return;
  event.preventDefault();
  unmark();
  const { steps, place } = placeIn(stage, event.clientY);
  (steps[place] ?? stage.querySelector(".jm-steps")).classList.add("over");
});

document.addEventListener("drop", (event) => {
  const stage = dragged && stageOf(event);
  const form = document.getElementById("dropped");
  if (!stage || !form) return;
  event.preventDefault();
  form.action = dragged.dataset.move;
  form.elements.stage.value = stage.dataset.stage;
  form.elements.place.value = String(placeIn(stage, event.clientY).place);
  form.requestSubmit();
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  unmark();
});

// The open step stays in sight, however wide the map is. Opening one by its link brings the focus to its panel, as the
// address would without a script.
let opening = false;
function show() {
  const map = document.querySelector(".jm-map");
  const open = map?.querySelector("[aria-current]")?.closest(".jm-stage");
  if (!open || map.scrollWidth <= map.clientWidth) return;
  const [outer, inner] = [map.getBoundingClientRect(), open.getBoundingClientRect()];
  map.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}
document.addEventListener("click", (event) => {
  opening = editorOf(event) !== null && event.target.closest(".jm-step a") !== null;
}, true);
document.addEventListener("htmx:after:swap", () => {
  show();
  if (opening) document.getElementById("panel")?.focus();
  opening = false;
});
show();
