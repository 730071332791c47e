// Asks for the queue again and says so at once when the server is lost. Asking by itself is not work (X-Passive).
"use strict";
const queue = document.getElementById("queue");
const lost = document.getElementById("lost");

async function again() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Passive": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("queue");
    if (!answer.ok || !fresh) throw new Error("no queue");
    queue.replaceChildren(...fresh.childNodes);
    lost.hidden = true;
  } catch {
    lost.hidden = false;
  }
}
setInterval(again, 1000 * Number(queue.dataset.every));
