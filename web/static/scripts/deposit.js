// What a deposit gains from script: drag and drop, the size looked at beforehand, a progress that is shown and said.
// Without it the form posts as any form does. The answer takes the place of the page's content, focus on its title.

// A page that answered a POST (no file chosen, a receipt that came before this script did) is reloaded by GET: nothing
// is sent twice.
history.replaceState(null, "", location.href);

const EVERY = 10; // percent between two words to a screen reader

document.addEventListener("dragover", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.add("over");
});
document.addEventListener("dragleave", (event) => event.target.closest?.("[data-drop]")?.classList.remove("over"));
document.addEventListener("drop", (event) => {
  const drop = event.target.closest?.("[data-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer.files.length) drop.querySelector("input").files = event.dataTransfer.files;
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-deposit]");
  if (!form) return;
  const file = form.querySelector("input[type=file]").files[0];
  // Without a file, or with one that is too large, the server says the same as without script; a large one is told at
  // once, before its sender has waited for nothing.
  if (!file) return;
  event.preventDefault();
  const most = Number(form.querySelector("[data-drop]").dataset.megabytes);
  if (file.size > most * 1024 * 1024) say(form, `Ce fichier dépasse ${most} Mo : il n’est pas parti. Envoyez-en moins à la fois.`);
  else send(form, file);
});

function say(form, words, { sending = false } = {}) {
  form.querySelector("[data-progress]").hidden = false;
  for (const part of form.querySelectorAll("[data-progress] label, progress")) part.hidden = !sending;
  form.querySelector("[data-progress-words]").textContent = words;
}

function send(form, file) {
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const data = new FormData();
  data.append("file", file);
  const request = new XMLHttpRequest();
  let said = 0;
  button.disabled = true;
  say(form, "Le fichier part.", { sending: true });
  request.upload.addEventListener("progress", (event) => {
    const percent = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
    bar.value = percent;
    if (percent >= said + EVERY) {
      said = percent - (percent % EVERY);
      say(form, said < 100 ? `${said} % envoyés.` : "Envoyé : nous le vérifions.", { sending: true });
    }
  });
  request.addEventListener("load", () => show(request.responseText));
  request.addEventListener("error", () => {
    button.disabled = false;
    bar.value = 0;
    say(form, "L’envoi a été interrompu : rien n’a été gardé. Vérifiez votre connexion et recommencez.");
  });
  request.open("POST", form.action);
  request.send(data);
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.title = page.title;
  const content = document.querySelector("main");
  content.replaceChildren(...document.adoptNode(page.querySelector("main")).childNodes);
  const first = content.querySelector("[role=alert]") ?? content.querySelector("h1");
  first.tabIndex = -1;
  first.focus();
  window.scrollTo(0, 0);
}
