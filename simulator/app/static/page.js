"use strict";
// Text from a scenario goes onto the page as text, never as markup.
const at = (id) => document.getElementById(id);
const HEADERS = { "Content-Type": "application/json", "X-Stepdown": "page" };
const WAIT = 150;
const FIGURES = [["before", "Now"], ["after", "Then"], ["difference", "Difference"]];
let levers = [];
let values = {};
let listening = null;
let timer = null;
let last = null;

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

async function begin() {
  const about = await (await fetch("about", { headers: HEADERS })).json();
  levers = about.levers;
  at("title").textContent = about.title;
  at("file").textContent = about.file;
  at("held").textContent = about.held;
  document.title = `Explore: ${about.title}`;
  for (const [panel, says] of Object.entries(about.panels)) {
    const own = levers.filter((lever) => lever.panel === panel);
    if (own.length) at("panels").append(panelOf(panel, says, own));
  }
}

function panelOf(title, says, own) {
  const panel = made("details");
  panel.append(made("summary", title), made("p", says, { class: "now" }));
  for (const lever of own) panel.append(lever.choices ? choiceOf(lever) : amountOf(lever));
  if (title === "Beds and places" || title === "Demand") panel.open = true;
  return panel;
}

function rowOf(lever) {
  const row = made("div", undefined, { class: "lever", "data-lever": lever.name });
  row.append(made("span", lever.label, { class: "says", id: `says-${lever.name}` }));
  if (lever.means) row.append(made("span", lever.means, { class: "now" }));
  return row;
}

function choiceOf(lever) {
  const row = rowOf(lever);
  const select = made("select", undefined, { "aria-labelledby": `says-${lever.name}` });
  for (const choice of lever.choices) select.append(made("option", choice.says, { value: choice.value }));
  select.value = lever.given;
  select.addEventListener("change", () => move(lever, select.value));
  row.show = (value) => { select.value = value; };
  row.append(select);
  return row;
}

function amountOf(lever) {
  const row = rowOf(lever);
  const bounds = { min: lever.low, max: lever.high, step: lever.step };
  const named = { "aria-labelledby": `says-${lever.name}` };
  const slider = made("input", undefined, { type: "range", ...bounds, ...named });
  const box = made("input", undefined, { type: "number", ...bounds, ...named });
  row.show = (value) => { slider.value = value; box.value = value; };
  row.show(lever.given);
  slider.addEventListener("input", () => { box.value = slider.value; move(lever, Number(slider.value)); });
  box.addEventListener("change", () => {
    if (box.value === "" || !Number.isFinite(box.valueAsNumber)) { row.show(values[lever.name] ?? lever.given); return; }
    slider.value = box.value;
    move(lever, box.valueAsNumber);
  });
  const bounds_said = lever.unit === "% of now" ? `${lever.given} % is as now; from ${lever.low} to ${lever.high} %` : `now ${lever.given} ${lever.unit}; from ${lever.low} to ${lever.high}`;
  row.append(slider, box, made("span", bounds_said, { class: "now" }));
  return row;
}

function move(lever, value) {
  if (value === lever.given) delete values[lever.name];
  else values[lever.name] = value;
  document.querySelector(`[data-lever="${lever.name}"]`).classList.toggle("moved", value !== lever.given);
  const n = Object.keys(values).length;
  at("moved").textContent = n === 0 ? "Nothing is moved." : `${n} lever${n === 1 ? " is" : "s are"} moved.`;
  at("undo").disabled = n === 0;
  at("look").hidden = n === 0;
  clearTimeout(timer);
  stop();
  at("figures").classList.add("stale");
  at("saved").textContent = "";
  timer = setTimeout(n === 0 ? clear : explore, WAIT);
}

function stop() {
  if (listening) listening.abort();
  listening = null;
}

function clear() {
  last = null;
  at("sentence").textContent = "Nothing is moved, so nothing changes.";
  for (const id of ["figures", "sharpening", "saving", "problems"]) at(id).hidden = true;
}

async function explore() {
  const mine = new AbortController();
  listening = mine;
  at("sentence").textContent = "Running …";
  const asked = JSON.stringify({ levers: values });
  try {
    const response = await fetch("explore", { method: "POST", headers: HEADERS, body: asked, signal: mine.signal });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
      const lines = text.split("\n");
      text = lines.pop();
      if (lines.length && listening === mine) show(JSON.parse(lines[lines.length - 1]));
    }
    if (text.trim() && listening === mine) show(JSON.parse(text));
    if (listening === mine) ended();
  } catch (error) {
    if (error.name !== "AbortError") show({ problems: [`No answer: ${error.message}. Is stepdown app still running?`] });
  }
}

function show(look) {
  at("problems").hidden = !look.problems;
  if (look.problems) {
    at("problems").replaceChildren(...look.problems.map((each) => made("p", each)));
    at("sentence").textContent = "This cannot be run.";
    for (const id of ["figures", "sharpening", "saving"]) at(id).hidden = true;
    return;
  }
  last = look;
  at("sentence").textContent = look.sentence;
  at("figures").hidden = at("sharpening").hidden = at("saving").hidden = false;
  at("figures").classList.remove("stale");
  at("progress").max = look.most;
  at("progress").value = look.replications;
  at("count").textContent = `${look.replications} of ${look.most} replications` + (look.replications < 10 ? ": few, so the intervals are wide" : "");
  at("stop").disabled = false;
  fill("headline", look.headline, ["figure"]);
  fill("queues", look.queues, ["place", "figure"]);
  at("cautions").replaceChildren(...look.cautions.map((each) => made("li", each)));
  if (look.replications <= 2) fileText();
}

function ended() {
  at("stop").disabled = true;
  if (last) at("count").textContent = `${last.replications} replications`;
}

function fill(id, rows, heads) {
  const widest = {};
  for (const row of rows) {
    const reach = Math.abs(row.value ?? 0) + (row.half_width ?? 0);
    widest[row.unit] = Math.max(widest[row.unit] ?? 0, reach);
  }
  at(id).tBodies[0].replaceChildren(...rows.map((row) => {
    const line = made("tr", undefined, { class: row.judged, role: "row" });
    heads.forEach((name, index) => line.append(index === heads.length - 1 ? made("th", row[name], { scope: "row", role: "rowheader" }) : cell(row[name], "Place")));
    for (const [name, head] of FIGURES) line.append(cell(row[name], head, name === "difference" ? "" : "figure"));
    const drawn = cell("", "", "drawn");
    drawn.append(interval(row, widest[row.unit]));
    line.append(drawn, cell(row.says, "Says"));
    return line;
  }));
}

function cell(text, head, kind = "") {
  return made("td", String(text).replace(" ± ", "\u00a0±\u00a0"), { role: "cell", "data-head": head, class: kind });
}

function interval(row, widest) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "-60 0 120 18");
  svg.setAttribute("aria-hidden", "true");
  const x = (value) => (widest > 0 ? (value / widest) * 56 : 0);
  const add = (tag, attributes) => {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    svg.append(element);
  };
  add("line", { x1: 0, x2: 0, y1: 0, y2: 18, stroke: "#505a5f" });
  if (row.value === null) return svg;
  const colour = row.judged === "better" ? "#28A197" : row.judged === "worse" ? "#801650" : "#12436D";
  const half = row.half_width ?? 0;
  add("line", { x1: x(row.value - half), x2: x(row.value + half), y1: 9, y2: 9, stroke: colour, "stroke-width": 3 });
  add("circle", { cx: x(row.value), cy: 9, r: 4, fill: colour });
  return svg;
}

async function fileText() {
  const response = await fetch("text", { method: "POST", headers: HEADERS, body: JSON.stringify({ levers: values }) });
  if (response.ok) at("yaml").textContent = (await response.json()).yaml;
}

at("undo").addEventListener("click", () => {
  for (const lever of levers) {
    if (lever.name in values) {
      document.querySelector(`[data-lever="${lever.name}"]`).show(lever.given);
      move(lever, lever.given);
    }
  }
});
at("stop").addEventListener("click", () => { stop(); ended(); });
at("find").addEventListener("input", () => {
  const wanted = at("find").value.trim().toLowerCase();
  for (const panel of at("panels").children) {
    let any = false;
    for (const row of panel.querySelectorAll(".lever")) {
      const fits = (panel.firstChild.textContent + " " + row.firstChild.textContent).toLowerCase().includes(wanted);
      row.hidden = !fits;
      any = any || fits;
    }
    panel.hidden = !any;
    if (wanted && any) panel.open = true;
  }
});
at("levers").addEventListener("submit", (event) => event.preventDefault());
at("saving").addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = { levers: values, name: at("name").value, title: at("name-title").value, replications: last ? last.replications : 0 };
  const response = await fetch("save", { method: "POST", headers: HEADERS, body: JSON.stringify(asked) });
  const told = await response.json();
  at("saved").replaceChildren();
  if (!response.ok) { at("saved").textContent = told.problems.join("; "); return; }
  at("saved").append(made("span", `Saved as ${told.file}. The same figures again: `), made("code", told.next));
});
begin().catch((error) => show({ problems: [`The page could not begin: ${error.message}`] }));
