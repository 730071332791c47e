// The breath pacer. The server counts the minutes; this draws them.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const pacer = $("pacer"), circle = $("breath"), cycle = JSON.parse($("cycle").textContent);
  const WORDS = { in: "Breathe in", out: "Breathe out", hold: "Pause" };
  const SMALL = 36, LARGE = 88;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const whole = cycle.reduce((sum, step) => sum + step.s, 0);
  const inward = cycle.reduce((sum, step) => sum + (step.do === "in" ? step.s : 0), 0);
  const least = 60 * Number(pacer.dataset.least), usual = 60 * Number(pacer.dataset.usual);
  let began = null;

  function place(seconds) { // the step of this moment, and how full the lungs are, 0 to 1
    let at = seconds % whole, full = 0;
    for (const step of cycle) {
      const part = Math.min(at / step.s, 1);
      if (step.do === "in") full += (part * step.s) / inward;
      if (step.do === "out") full *= 1 - part;
      if (at < step.s) return { step, full };
      at -= step.s;
    }
    return { step: cycle[0], full };
  }

  function draw() {
    const seconds = (performance.now() - began) / 1000, { step, full } = place(seconds);
    if (!still) circle.setAttribute("r", SMALL + (LARGE - SMALL) * full);
    if ($("word").textContent !== WORDS[step.do]) $("word").textContent = WORDS[step.do];
    const left = Math.max(0, Math.ceil(usual - seconds));
    $("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} left`;
    if (seconds >= least) { $("end").textContent = "Finish and keep"; $("end").className = ""; }
    if (seconds >= usual) return $("finish").submit();
    requestAnimationFrame(draw);
  }

  $("start").addEventListener("click", () => { began = performance.now(); $("start").hidden = true; draw(); });
})();
