// Ninefold's own script. Every page works without it; it adds keys, copying, dropping files, the look and leaving toasts.

const root = document.documentElement;
const YEAR = 31536000;

const stored = (name) => {
  try { return localStorage.getItem(name); } catch { return null; }
};
const store = (name, value) => {
  try { localStorage.setItem(name, value); } catch { /* a private window may forbid it */ }
};

// ---- look: a cookie, so that the server draws the next page in it at once
function setTheme(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure}`;
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  markTheme();
}
function markTheme() {
  const now = root.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === now));
  }
}

// ---- keys: off in fields, off with modifiers, and off altogether where someone wishes it
const keysOn = () => stored("keys") !== "off";
let waitingForArea = 0;

function typing(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
function visible(element) {
  return element !== null && element.getClientRects().length > 0;
}
function search() {
  const field = [...document.querySelectorAll("[data-search], input[type=search]")].find(visible);
  if (field) { field.focus(); field.select?.(); return; }
  const page = document.querySelector("a[data-search-page]");
  if (page) location.assign(page.href);
}
function move(step) {
  const rows = [...document.querySelectorAll("[data-row] a[href], a[data-row]")].filter(visible);
  if (!rows.length) return;
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
  rows[next].focus();
}
function goTo(letter) {
  const link = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!keysOn() || typing(event.target)) return;
  if (event.timeStamp - waitingForArea < 1500 && waitingForArea) {
    waitingForArea = 0;
    goTo(event.key);
    return;
  }
  const acts = {
    "/": search,
    "?": () => document.getElementById("keys")?.togglePopover(),
    g: () => { waitingForArea = event.timeStamp; },
    j: () => move(1),
    k: () => move(-1),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- clicks, by one listener, so that parts swapped in later take part
document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const theme = target?.closest("[data-set-theme]");
  if (theme) { setTheme(theme.dataset.setTheme); return; }
  const copy = target?.closest("[data-copy]");
  if (copy) {
    const from = copy.dataset.copyFrom ? document.getElementById(copy.dataset.copyFrom) : null;
    const text = from ? (from.value ?? from.textContent) : copy.dataset.copy;
    await navigator.clipboard?.writeText(text);
    const said = copy.querySelector("[data-copied]");
    if (said) { said.hidden = false; setTimeout(() => { said.hidden = true; }, 4000); }
    return;
  }
  target?.closest("[data-close]")?.closest("[data-toast]")?.remove();
});

document.addEventListener("change", (event) => {
  const target = event.target;
  if (target instanceof HTMLInputElement && target.type === "file") showFileName(target);
  if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
  if (target.matches("[data-keys-switch]")) store("keys", target.checked ? "on" : "off");
  if (target.matches("[data-submit]")) target.form?.requestSubmit();
});

// ---- filters: one is open at a time; Esc closes it and gives the focus back, as does leaving it
const openFilters = () => [...document.querySelectorAll("details.pick[open]")];

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const filter of openFilters()) {
    filter.open = false;
    filter.querySelector("summary")?.focus();
  }
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const filter of openFilters()) if (!filter.contains(event.target)) filter.open = false;
  });
}

// ---- files: the names of those chosen, and a drop anywhere on the form
function showFileName(input) {
  const shown = input.closest(".file")?.querySelector("[data-file-name]");
  if (shown) shown.textContent = [...(input.files ?? [])].map((file) => file.name).join(" · ");
}
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
    if (!form || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("over", kind === "dragenter" || kind === "dragover");
    const input = form.querySelector("input[type=file]");
    if (kind !== "drop" || !input || !event.dataTransfer.files.length) return;
    const taken = new DataTransfer();
    for (const file of input.multiple ? event.dataTransfer.files : [event.dataTransfer.files[0]]) taken.items.add(file);
    input.files = taken.files;
    showFileName(input);
    form.querySelector("button.pri")?.focus();
  });
}

// ---- toasts stay 8 seconds, longer under the pointer or the focus; errors stay
function watchToast(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "1";
  toast.querySelector("[data-close]")?.removeAttribute("hidden");
  if (toast.classList.contains("error")) return;
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000); else toast.remove();
  };
  setTimeout(leave, 8000);
}
function start(part) {
  part.querySelectorAll("#toasts [data-toast], #toasts[data-toast]").forEach(watchToast);
  part.querySelectorAll("[data-theme-choice], [data-keys-note], [data-copy]").forEach((one) => { one.hidden = false; });
}

// ---- parts that come by themselves: those that failed leave the page as it is (base.html: noSwap), and that is
// said until the last of them has come. A form that is not valid (422) is an answer, and shown.
const INVALID = 422;
const unanswered = new Set();
let told = null;

function sayUnanswered(part) {
  // A page that waits asks again at once: it says so once. Whoever presses a button again is told again.
  if (unanswered.has(part) && part.matches("[hx-trigger^=every]")) return;
  unanswered.add(part);
  told?.remove();
  told = document.getElementById("unanswered").content.firstElementChild.cloneNode(true);
  document.getElementById("toasts").append(told);
  watchToast(told);
}
function takeAnswered(part) {
  unanswered.delete(part);
  if (![...unanswered].some((one) => one.isConnected)) told?.remove();
}
document.addEventListener("htmx:after:request", ({ target, detail }) => {
  const status = detail.ctx.response.status;
  if (status >= 400 && status !== INVALID) sayUnanswered(target);
  else if (unanswered.has(target)) takeAnswered(target);
});
document.addEventListener("htmx:error", ({ target, detail }) => {
  if (detail.ctx) sayUnanswered(target);
});

start(document);
markTheme();
document.querySelectorAll("[data-keys-switch]").forEach((box) => { box.checked = keysOn(); });
document.addEventListener("htmx:after:swap", () => start(document));
