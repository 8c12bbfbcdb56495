// Lets the search work where the pages are opened from disk: a browser starts no worker from a file. Instead, the
// worker's script runs in a frame of its own that nobody sees, and gets and sends messages as a worker does.
class FrameWorker extends EventTarget {
  constructor(url) {
    super();
    this.onmessage = null;
    this.waiting = [];
    const frame = document.createElement("iframe");
    frame.hidden = true;
    document.documentElement.append(frame);
    const inside = frame.contentWindow;
    inside.postMessage = (data) => this.hear(data);
    inside.importScripts = (...urls) => Promise.all(urls.map((one) => this.load(inside, one)));
    this.load(inside, url).then(() => {
      this.inside = inside;
      this.waiting.forEach((data) => this.postMessage(data));
    });
  }

  load(inside, url) {
    return new Promise((loaded, failed) => {
      const script = inside.document.createElement("script");
      script.src = new URL(url, location.href).href;
      script.onload = loaded;
      script.onerror = failed;
      inside.document.body.append(script);
    });
  }

  postMessage(data) {
    if (this.inside) this.inside.dispatchEvent(new MessageEvent("message", { data }));
    else this.waiting.push(data);
  }

  hear(data) {
    const event = new MessageEvent("message", { data });
    this.dispatchEvent(event);
    if (this.onmessage) this.onmessage(event);
  }
}

if (location.protocol === "file:") window.Worker = FrameWorker;
