// Compares what is heard with the key on the page, group by group. The field has no name: nothing of it is ever posted.

const key = document.querySelector("[data-key]")?.textContent.split("-") ?? [];
const heard = document.querySelector("[data-heard]");
const state = document.querySelector("[data-heard-state]");

heard?.addEventListener("input", () => {
  const typed = heard.value.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wrong = key.findIndex((group, index) => {
    const part = typed.slice(4 * index, 4 * index + 4);
    return part !== "" && !group.startsWith(part);
  });
  if (wrong >= 0) state.textContent = `Le groupe ${wrong + 1} diffère : redites-le.`;
  else if (typed.length > 4 * key.length) state.textContent = "Il y a un signe de trop.";
  else if (typed.length === 4 * key.length) state.textContent = "Tout est juste.";
  else state.textContent = typed ? `Juste jusqu’ici : ${Math.floor(typed.length / 4)} groupes sur ${key.length}.` : "";
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
