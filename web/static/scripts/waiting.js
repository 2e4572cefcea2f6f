// Reloads the page of a transmission when something moved: it asks the same page and compares where both tracks
// stand, so that nobody who reads it is interrupted for nothing. It stops after ten minutes.

const PAUSE = 3000;
const LAST = 200;
const place = document.querySelector("#ou");

async function look(turn) {
  try {
    const answer = await fetch(location.pathname, { redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("#ou");
    if (now && now.dataset.state !== place.dataset.state) {
      location.reload();
      return;
    }
  } catch {
    // Without network there is no news: the next turn asks again.
  }
  if (turn < LAST) setTimeout(() => look(turn + 1), PAUSE);
}

setTimeout(() => look(1), PAUSE);
