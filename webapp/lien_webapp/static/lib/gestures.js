/** What a hand does on a canvas: point, drag, pinch, click, turn the wheel. */

const STILL = 5; // pixels that a hand may travel between press and release of a click

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ point: (x: number, y: number) => void, leave: () => void,
 *   click: (x: number, y: number) => void, move: (x: number, y: number) => void,
 *   closer: (factor: number, x: number, y: number) => void }} act in pixels of the canvas
 */
export function listen(canvas, act) {
  const pointers = new Map();
  let travelled = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    const now = [event.offsetX, event.offsetY];
    if (!before) {
      act.point(...now);
      return;
    }
    const others = [...pointers].filter(([id]) => id !== event.pointerId);
    if (others.length) {
      const [, [ox, oy]] = others[0];
      const apart = (point) => Math.hypot(point[0] - ox, point[1] - oy) || 1;
      act.closer(apart(now) / apart(before), (now[0] + ox) / 2, (now[1] + oy) / 2);
    } else {
      act.move(now[0] - before[0], now[1] - before[1]);
    }
    travelled += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
    pointers.set(event.pointerId, now);
  });
  const up = (event) => {
    pointers.delete(event.pointerId);
    if (event.type === "pointerup" && travelled < STILL) {
      act.click(event.offsetX, event.offsetY);
    }
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", act.leave);
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return; // the page scrolls
      event.preventDefault();
      act.closer(Math.exp(-event.deltaY * 0.002), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
}
