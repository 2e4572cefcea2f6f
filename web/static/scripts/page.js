// What every page gains from script: focus on the errors, copying. Without it every page works as well.

document.documentElement.classList.add("js");

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

for (const box of document.querySelectorAll("[data-copy]")) {
  const source = box.querySelector("[data-copy-source]");
  const state = box.querySelector("[data-copy-state]");
  box.querySelector("[data-copy-button]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      state.textContent = "Copié.";
    } catch {
      source.select();
      state.textContent = "Sélectionné : copiez avec Ctrl + C.";
    }
  });
}
