// Asks the server for the part of the page that changes, and says at once when no answer comes.
// A page that asks by itself is no work: it keeps nobody signed in (X-Passive).
"use strict";
(() => {
  const live = document.getElementById("live");
  const lost = document.getElementById("lost");
  if (!live || !live.dataset.pulse) return;
  const every = 1000 * Number(live.dataset.every);
  let last = new Date();

  function show(isLost) {
    lost.hidden = !isLost;
    document.body.classList.toggle("lost", isLost);
    document.getElementById("lost-at").textContent = last.toLocaleTimeString();
  }

  async function ask() {
    try {
      const answer = await fetch(live.dataset.pulse, {
        headers: { "X-Passive": "1" }, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(8000),
      });
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      const open = [...live.querySelectorAll("details")].map((it) => it.open);
      live.innerHTML = text;
      live.querySelectorAll("details").forEach((it, i) => { it.open = open[i] ?? it.open; });
      last = new Date();
      show(false);
    } catch {
      show(true);
    }
    setTimeout(ask, every);
  }

  window.addEventListener("offline", () => show(true));
  setTimeout(ask, every);
})();
