// Keeps the page, so that it opens without a network: what comes from there counts, and what was kept stands in for it.

const KEPT = "stretch";
const FILES = [
  ".", "style.css", "app.js", "sound.js", "face.py", "icon.svg", "manifest.webmanifest", "engine.zip",
  ...["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"].map((it) => `pyodide/${it}`),
];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request)
      .then(async (answer) => {
        if (answer.ok) (await caches.open(KEPT)).put(event.request, answer.clone());
        return answer;
      })
      .catch(async (error) => {
        const kept = await caches.match(event.request, { ignoreSearch: true });
        if (kept) return kept;
        throw error;
      }),
  );
});
