// Gestures that are made once in every frame of a page, and when its frames were: put into the page by
// frames.py before anything else. What a frame costs, the browser's own trace says.
window.frames_of = (() => {
  let times = [];
  let repaints = 0;
  let received = 0;

  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        received += data.byteLength;
      });
    }
  };
  const { putImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.putImageData = function (...given) {
    repaints += 1;
    return putImageData.apply(this, given);
  };

  /** So many frames; `act(i)` is done in each. */
  function run(count, act = () => {}) {
    [times, repaints, received] = [[], 0, 0];
    return new Promise((done) => {
      requestAnimationFrame(function frame(now) {
        times.push(now);
        act(times.length);
        if (times.length < count) requestAnimationFrame(frame);
        else done();
      });
    });
  }

  const pick = (selector) => document.querySelector(`.gmm ${selector}`);

  /** Set an input or a choice, as a hand does. */
  function set(node, value, event) {
    node.value = String(value);
    node.dispatchEvent(new Event(event, { bubbles: true }));
  }

  return {
    run,
    /** Of the last `run`: when its frames were, in milliseconds, and what came in meanwhile. */
    found: () => ({ times, repaints, received }),
    /** The timeline to and fro, a half-step a frame. */
    scrub(count) {
      const timeline = pick("input.timeline");
      const end = Number(timeline.max);
      return run(count, (i) => set(timeline, end - Math.abs((i % (2 * end)) - end), "input"));
    },
    /** Other colours for every point in every frame. */
    repaint(count) {
      const choice = pick(".only select");
      const { options } = choice;
      return run(count, (i) => set(choice, options[i % options.length].value, "change"));
    },
  };
})();
