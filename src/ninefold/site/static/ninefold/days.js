// A day field takes typing and needs no script. This adds a month to choose from, in the reader's calendar and digits.

const DAY = 86400000;
const STEPS = { ArrowUp: -7, ArrowDown: 7 };
const formats = new Map();

function formatted(tag, options) {
  const key = tag + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options }));
  return formats.get(key);
}

// ---- the calendar: years, months and days of any day, and the first day of the month it lies in
function numbers(field, day) {
  const options = { year: "numeric", month: "numeric", day: "numeric" };
  const parts = formatted(`en-u-ca-${field.dataset.calendar}-nu-latn`, options).formatToParts(day);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
}
const later = (day, days) => new Date(day.getTime() + days * DAY);
const monthOf = (field, day) => later(day, 1 - numbers(field, day).day);

// The same day one month on, or the last one of a shorter month.
function monthsOn(field, day, step) {
  const start = monthOf(field, day);
  const first = step > 0 ? monthOf(field, later(start, 35)) : monthOf(field, later(start, -1));
  const length = Math.round((monthOf(field, later(first, 35)) - first) / DAY);
  return later(first, Math.min(numbers(field, day).day, length) - 1);
}

// ---- the writing
function digits(field, number, least = 1) {
  const shape = { useGrouping: false, minimumIntegerDigits: least };
  return new Intl.NumberFormat(`en-u-nu-${field.dataset.numbering}`, shape).format(number);
}
function written(field, day) {
  const { year, month, day: number } = numbers(field, day);
  return [digits(field, year), digits(field, month, 2), digits(field, number, 2)].join("/");
}
function monthName(field, day) {
  const { year, month } = numbers(field, day);
  const name = field.dataset.months.split("|")[month - 1];
  if (name) return `${name} ${digits(field, year)}`;
  const tag = `${field.dataset.language}-u-ca-gregory-nu-${field.dataset.numbering}`;
  return formatted(tag, { year: "numeric", month: "long" }).format(day);
}

// ---- the month
function cell(field, day, chosen) {
  const box = document.createElement("td");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = digits(field, numbers(field, day).day);
  button.setAttribute("aria-label", `${button.textContent} ${monthName(field, day)}`);
  button.dataset.date = day.toISOString().slice(0, 10);
  button.tabIndex = day.getTime() === chosen.getTime() ? 0 : -1;
  if (button.tabIndex === 0) button.setAttribute("aria-current", "date");
  box.append(button);
  return box;
}
function week(field) {
  const monday = new Date(Date.UTC(2024, 0, 1));
  return [...Array(7).keys()].map((place) => later(monday, Number(field.dataset.week) + place));
}
function drawHead(field) {
  const tag = field.dataset.language;
  field.querySelector("thead tr").replaceChildren(...week(field).map((day) => {
    const head = document.createElement("th");
    head.scope = "col";
    head.abbr = formatted(tag, { weekday: "long" }).format(day);
    head.textContent = formatted(tag, { weekday: "narrow" }).format(day);
    return head;
  }));
}
function draw(field, chosen) {
  const first = monthOf(field, chosen);
  const name = monthName(field, first);
  field.querySelector("[data-month]").textContent = name;
  const rows = [];
  const blank = (first.getUTCDay() + 6 - Number(field.dataset.week)) % 7;
  for (let day = later(first, -blank); day < first || monthName(field, day) === name; day = later(day, 1)) {
    if (rows.length === 0 || rows.at(-1).children.length === 7) rows.push(document.createElement("tr"));
    rows.at(-1).append(day < first ? document.createElement("td") : cell(field, day, chosen));
  }
  field.querySelector("tbody").replaceChildren(...rows);
  field.dataset.day = chosen.toISOString().slice(0, 10);
}
function shown(field) {
  const day = new Date(`${field.dataset.day}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? new Date(Math.floor(Date.now() / DAY) * DAY) : day;
}
function show(field, open) {
  const [month, opener] = [field.querySelector(".days"), field.querySelector("[data-days]")];
  month.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (!open) { opener.focus(); return; }
  for (const other of document.querySelectorAll("[data-day] .days")) {
    if (other === month || other.hidden) continue;
    other.hidden = true;
    other.closest("[data-day]").querySelector("[data-days]").setAttribute("aria-expanded", "false");
  }
  drawHead(field);
  draw(field, shown(field));
  focusDay(field);
}
const focusDay = (field) => field.querySelector("tbody [tabindex='0']").focus();

function choose(field, day) {
  const input = field.querySelector("input");
  input.value = written(field, day);
  field.dataset.day = day.toISOString().slice(0, 10);
  show(field, false);
  input.focus();
}

// ---- keys: arrows move by days and weeks as they lie on the page, Page keys by months, Esc leaves the month alone
function moved(field, key, day) {
  const forward = getComputedStyle(field).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === "ArrowLeft" || key === "ArrowRight") return later(day, key === forward ? 1 : -1);
  if (key === "PageUp" || key === "PageDown") return monthsOn(field, day, key === "PageUp" ? -1 : 1);
  const place = (day.getUTCDay() + 6 - Number(field.dataset.week)) % 7;
  if (key === "Home" || key === "End") return later(day, (key === "Home" ? 0 : 6) - place);
  return key in STEPS ? later(day, STEPS[key]) : null;
}
function press(field, event) {
  if (field.querySelector(".days").hidden) return;
  if (event.key === "Escape") { event.stopPropagation(); show(field, false); return; }
  const day = event.target.dataset?.date;
  const next = day ? moved(field, event.key, new Date(`${day}T00:00:00Z`)) : null;
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  draw(field, next);
  focusDay(field);
}
function click(field, event) {
  const button = event.target.closest("button");
  if (button?.matches("[data-days]")) show(field, field.querySelector(".days").hidden);
  if (button?.dataset.step) draw(field, monthsOn(field, shown(field), Number(button.dataset.step)));
  if (button?.dataset.date) choose(field, new Date(`${button.dataset.date}T00:00:00Z`));
}

for (const field of document.querySelectorAll("[data-day]")) {
  field.querySelector("[data-days]").hidden = false;
  field.addEventListener("click", (event) => click(field, event));
  field.addEventListener("keydown", (event) => press(field, event));
}
