// Short tones for the cues, made in the page: [hertz, seconds after the cue, seconds long].

const TONES = {
  start: [[660, 0, 0.18], [880, 0.14, 0.3]],
  halfway: [[587, 0, 0.25]],
  countdown: [[440, 0, 0.09]],
  end: [[660, 0, 0.18], [495, 0.14, 0.34]],
  switch: [[523, 0, 0.16], [784, 0.16, 0.16], [523, 0.32, 0.3]],
  next: [[392, 0, 0.3]],
  finish: [[523, 0, 0.5], [659, 0.16, 0.5], [784, 0.32, 0.9]],
  ease_off: [[330, 0, 0.6]],
};

let context;

// Browsers let a page sound only after somebody has pressed something.
export function wakeSound() {
  context ??= new AudioContext();
  context.resume();
}

export function play(cue) {
  if (!context) return;
  for (const [hertz, after, long] of TONES[cue] ?? []) {
    const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
    const loud = new GainNode(context, { gain: 0 });
    const at = context.currentTime + after;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.25, at + 0.015);
    loud.gain.exponentialRampToValueAtTime(0.001, at + long);
    tone.connect(loud).connect(context.destination);
    tone.start(at);
    tone.stop(at + long);
  }
}
