// A clock that moves when it is told to, in place of the page's own: `clock.run(ms)` makes every call that is due.

(() => {
  const calls = new Map();
  let now = performance.now(), number = 0;
  const wall = Date.now() - now;
  performance.now = () => now;
  Date.now = () => wall + now + window.clock.asleep;
  window.setTimeout = (call, wait = 0) => { calls.set(++number, { at: now + wait, call }); return number; };
  window.clearTimeout = (id) => calls.delete(id);
  window.clock = {
    asleep: 0, // how long the machine has slept: only the wall clock counts that
    late: 0, // every call comes so much too late
    get now() { return now; },
    get calls() { return calls.size; },
    run(ms) {
      const until = now + ms;
      for (;;) {
        const [id, next] = [...calls].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
        if (id === undefined || next.at + this.late > until) break;
        calls.delete(id);
        now = Math.max(now, next.at + this.late);
        next.call();
      }
      now = until;
    },
    stall(ms) { now += ms; }, // time passes, and nobody is called
  };
})();
