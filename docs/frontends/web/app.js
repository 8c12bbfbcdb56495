// The page's half that is JavaScript: it draws what face.py says, and wakes it in time.
// It keeps no time of its own: one timer is armed for the next instant at which anything is said, drawn or due.

import { loadPyodide } from "./pyodide/pyodide.mjs";
import { play, wakeSound } from "./sound.js";

const $ = (id) => document.getElementById(id);
const KEPT = "stretch-session";
const SIDES = { left: "◀ left", right: "right ▶" };
const MAIN = {
  ready: ["start", "Start"], running: ["toggle", "Pause"], paused: ["toggle", "Go on"], lead_in: ["toggle", "Pause"],
};

let face, timer, routine, before = {}, screenLock;

// Whole milliseconds that only run forwards, and how much more the wall clock has counted: where a machine sleeps and
// the first stands still, only the second tells.
const now = () => Math.floor(performance.now());
const asleep = () => Math.floor(Date.now() - performance.now());

// -- talking to the engine --------------------------------------------------------------------------------------------

function ask(what, ...values) {
  show(JSON.parse(face[what](...values, now(), asleep())));
}

function wake() {
  ask("advance");
}

function say(line) {
  wakeSound();
  ask("send", line);
}

function keep() {
  if (document.body.dataset.screen !== "session") return;
  const kept = face.keep(now());
  kept ? localStorage.setItem(KEPT, kept) : localStorage.removeItem(KEPT);
}

// -- drawing ----------------------------------------------------------------------------------------------------------

function put(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function show(it) {
  clearTimeout(timer);
  if (it.wait !== null) timer = setTimeout(wake, it.wait);
  for (const event of it.events) hear(event);
  const ended = it.events.find((event) => event.event === "session_ended");
  if (ended) return finish(it, ended);
  if (it.state === "ended") return; // a timer or a click that comes after the end

  const body = document.body;
  Object.assign(body.dataset, { state: it.state, kind: it.kind, side: it.side ?? "" });
  put("routine", it.routine);
  put("left", it.state === "ready" ? it.total : `${it.left} left`);
  put("phase", it.state === "ready" ? "When you are ready" : it.state === "paused" ? `Paused · ${it.phase}` : it.phase);
  put("side", SIDES[it.side] ?? "");
  put("clock", it.state === "ready" ? it.total : it.clock);
  put("name", it.state === "ready" ? it.routine : it.position ? `${it.name} · ${it.position}` : it.name);
  put("count", it.count);
  put("text", it.state === "ready" ? routine?.summary ?? it.text : it.text);
  $("text").classList.toggle("caution", it.caution && it.state !== "ready");
  put("next", it.next ? `${it.state === "ready" ? "First" : "Next"}: ${it.next}` : "The last one");
  if (it.figure !== null) $("figure").innerHTML = it.figure; // drawn by the engine, which escapes what it is given
  bar(it);
  part(it);
  controls(it);
  if (it.refusal) put("said", it.refusal);
  if (it.state === "paused" && before.state !== "paused") keep();
  before = it;
}

// What is over of the phase runs on by itself until the next look; it stands where the clock stands.
function part(it) {
  const fill = $("part").firstElementChild;
  fill.style.transition = "none";
  fill.style.transform = `scaleX(${it.part})`;
  if (it.part_left_ms) {
    fill.getBoundingClientRect();
    fill.style.transition = `transform ${it.part_left_ms}ms linear`;
    fill.style.transform = "scaleX(1)";
  }
}

function bar(it) {
  const parts = [...$("bar").children];
  const at = parts.findLastIndex((one) => Number(one.dataset.first) <= it.index);
  parts.forEach((one, place) => one.classList.toggle("over", place < at));
  const shares = parts.map((one) => Number(one.dataset.ms));
  const all = shares.reduce((sum, ms) => sum + ms, 0);
  const gone = shares.slice(0, at).reduce((sum, ms) => sum + ms, 0);
  const share = shares[at] ? Math.min(1, Math.max(0, (it.progress * all - gone) / shares[at])) : 0;
  parts.forEach((one, place) => one.style.setProperty("--over", place < at ? 1 : place === at ? share : 0));
  $("bar").setAttribute("aria-valuenow", Math.round(it.progress * 100));
}

function controls(it) {
  const open = it.state === "running" && it.legal.includes("done");
  const [line, label] = open ? ["done", "Done"] : MAIN[it.state];
  $("main").dataset.say = line;
  put("main", label);
  $("second").dataset.say = open ? "pause" : "extend 10";
  put("second", open ? "Pause" : "+ 10 s");
  for (const button of document.querySelectorAll("nav [data-say]")) {
    button.disabled = !it.legal.includes(button.dataset.say.split(" ")[0]);
  }
}

function hear(event) {
  const heard = $("sound").getAttribute("aria-pressed") === "true";
  if (event.event === "cue" && heard) play(event.cue);
  if (event.event === "cue" && event.cue !== "countdown" && $("voice").getAttribute("aria-pressed") === "true") {
    speechSynthesis.cancel();
    speechSynthesis.speak(new SpeechSynthesisUtterance(event.words));
  }
  if (["phase_started", "paused", "resumed", "session_ended"].includes(event.event)) put("said", event.words);
  if (event.event === "phase_started") keep();
}

// -- screens ----------------------------------------------------------------------------------------------------------

function screen(name) {
  document.body.dataset.screen = name;
  for (const main of document.querySelectorAll("main")) main.hidden = main.id !== name;
  scrollTo(0, 0);
  stayAwake();
}

function list() {
  clearTimeout(timer);
  const kept = localStorage.getItem(KEPT);
  $("go-on").hidden = !kept;
  if (kept) put("go-on", `Go on with ${JSON.parse(kept).plan.name}`);
  screen("list");
}

function open(one) {
  routine = one;
  screen("session");
  before = {};
  ask("open", one.id, Number($("level").value));
  segments();
  $("main").focus();
}

function segments() {
  const parts = JSON.parse(face.segments()).map(({ first, ms }) => {
    const part = document.createElement("i");
    Object.assign(part.dataset, { first, ms });
    part.style.flexGrow = ms;
    return part;
  });
  $("bar").replaceChildren(...parts);
}

function goOn() {
  try {
    screen("session");
    before = {};
    ask("reopen", localStorage.getItem(KEPT));
    segments();
    wake();
  } catch {
    localStorage.removeItem(KEPT); // of another version, or broken: nobody can go on with it
    list();
  }
}

function finish(it, ended) {
  localStorage.removeItem(KEPT);
  put("done-title", ended.outcome === "completed" ? "Done" : "Ended early");
  put("done-text", `${it.routine}: ${ended.words.replace(/^session \w+ after /, "")} of stretching.`);
  screen("done");
  $("again").focus();
}

// A phone's screen stays on while a session runs, where the browser can do that.
async function stayAwake() {
  const wanted = document.body.dataset.screen === "session" && document.visibilityState === "visible";
  try {
    if (wanted && !screenLock) screenLock = await navigator.wakeLock?.request("screen");
    if (!wanted) await screenLock?.release();
  } catch { /* the battery is low: nothing to be done */ }
  if (!wanted || screenLock?.released) screenLock = undefined;
}

// -- what is pressed --------------------------------------------------------------------------------------------------

document.querySelector("nav").addEventListener("click", ({ target }) => {
  const line = target.closest("button")?.dataset.say;
  if (line) say(line);
});
$("close").addEventListener("click", () => {
  if (before.state === "running" || before.state === "lead_in") say("pause");
  keep();
  list();
});
$("go-on").addEventListener("click", goOn);
$("again").addEventListener("click", () => (routine ? open(routine) : list()));
$("other").addEventListener("click", list);
$("level").addEventListener("input", () => {
  put("level-out", `${$("level").value} %`);
  ask("open", routine.id, Number($("level").value));
  segments();
});
for (const id of ["sound", "voice"]) {
  $(id).addEventListener("click", () => {
    $(id).setAttribute("aria-pressed", $(id).getAttribute("aria-pressed") !== "true");
    wakeSound();
  });
}
const KEYS = { ArrowRight: "skip", n: "skip", ArrowLeft: "back", b: "back", p: "pain", "+": "extend 10" };
addEventListener("keydown", (event) => {
  if (document.body.dataset.screen !== "session" || event.repeat || event.target instanceof HTMLInputElement) return;
  const line = event.key === " " ? $("main").dataset.say : KEYS[event.key];
  if (!line) return;
  event.preventDefault();
  say(line);
});
document.addEventListener("visibilitychange", () => {
  stayAwake();
  if (document.body.dataset.screen !== "session") return;
  document.visibilityState === "visible" ? wake() : keep();
});

// -- the beginning ----------------------------------------------------------------------------------------------------

async function begin() {
  const [python, engine, code] = await Promise.all([
    loadPyodide(),
    fetch("engine.zip").then((answer) => answer.arrayBuffer()),
    fetch("face.py").then((answer) => answer.text()),
  ]);
  python.unpackArchive(engine, "zip");
  python.FS.writeFile("face.py", code);
  face = python.runPython(`
from pathlib import Path
from face import Face
Face(*({path.stem: path.read_text("utf-8") for path in Path(folder).glob("*.toml")}
       for folder in ("routines", "routines/exercises")))`);
  face.moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  $("routines").replaceChildren(...JSON.parse(face.list()).map(card));
  list();
}

function card(one) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "card";
  button.innerHTML = `<span class="picture" aria-hidden="true">${one.figure}</span>
    <span><span class="title"><b></b> <em></em></span><small></small></span>`;
  button.querySelector("b").textContent = one.name;
  button.querySelector("small").textContent = one.summary;
  button.querySelector("em").textContent = one.minutes;
  button.addEventListener("click", () => open(one));
  item.append(button);
  return item;
}

navigator.serviceWorker?.register("offline.js"); // only over https, or from this machine
begin().catch((error) => put("loading-text", `It could not start: ${error}`));
