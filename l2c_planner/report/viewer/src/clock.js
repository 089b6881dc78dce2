// The time shown, shared by the scene, the charts and the player.

export class Clock {
  constructor(times) {
    this.times = times;
    this.start = times[0];
    this.end = times[times.length - 1];
    this.time = this.start;
    this.speed = 1;
    this.playing = false;
    this.held = false; // the pointer is over a chart and decides
    this.rest = 0;
    this.listeners = [];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  set(time) {
    this.time = Math.min(this.end, Math.max(this.start, time));
    this.listeners.forEach((listener) => listener(this));
  }

  play(playing) {
    this.playing = playing;
    this.set(playing && this.time >= this.end ? this.start : this.time);
  }

  // Called once per frame; rests a second at the end so that the final pose can be seen, then starts again.
  advance(seconds) {
    if (!this.playing || this.held) return;
    this.rest = this.time < this.end ? 0 : this.rest + seconds;
    if (this.rest === 0) this.set(this.time + seconds * this.speed);
    else if (this.rest > 1) this.set(this.start);
  }

  // Knot before the time shown and the fraction of the way to the next one.
  knot() {
    let low = 0;
    let high = this.times.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= this.time) low = middle;
      else high = middle;
    }
    const span = this.times[high] - this.times[low];
    return { index: low, fraction: span > 0 ? (this.time - this.times[low]) / span : 0 };
  }

  // Knot nearest to the time shown.
  nearest() {
    const { index, fraction } = this.knot();
    return Math.min(this.times.length - 1, index + (fraction > 0.5 ? 1 : 0));
  }
}
