// The table of a month as a sheet: arrows, Enter, Tab and typing, as in a spreadsheet; each cell is saved as it is left.
//
// Without it each row has its page. One field and one list of answers serve all cells, every listener stands on the
// sheet: a key costs the same whether ten people are in the table or five hundred. What is typed is painted at once;
// it is saved one cell after the other, since each save moves the revision of its dossier.

const RETRIES = [2000, 5000, 10000, 30000, 60000];
const PAGE = 10; // rows of PageUp and PageDown
const EMPTY = "à compléter";
const WORDS = { refused: "pas enregistré", waiting: "en attente du réseau" };
const ANSWERS = { o: "oui", n: "non" };

class Sheet {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    this.rows = [...root.querySelectorAll("tbody tr")];
    this.places = new Map(this.rows.map((row, place) => [row, place]));
    this.where = root.querySelector("[data-sheet-where]");
    this.origin = root.querySelector("[data-sheet-origin]");
    this.state = root.querySelector("[data-sheet-state]");
    this.origins = [...root.querySelectorAll("[data-sheet-origins] li")].map((item) => item.textContent);
    this.columns = [...this.table.tHead.rows[0].cells].map(({ dataset, textContent }) => ({ ...dataset, label: textContent.trim() }));
    this.csrf = root.dataset.csrf;
    this.queue = new Map(); // cell → the text that waits to be saved
    this.failures = 0;
    this.input = Object.assign(document.createElement("input"), { autocomplete: "off", spellcheck: false });
    this.list = document.createElement("select");
    for (const [value, label] of [["", EMPTY], ["oui", "oui"], ["non", "non"]]) this.list.add(new Option(label, value));
    this.dress();
    this.listen();
  }

  // The roles of a grid are true only with this script: the page itself holds a plain table.
  dress() {
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-rowcount", this.rows.length + 1);
    this.table.setAttribute("aria-colcount", this.columns.length);
    for (const cell of this.table.querySelectorAll("[data-fixed]")) cell.setAttribute("aria-readonly", "true");
    for (const link of this.table.querySelectorAll("tbody a")) link.tabIndex = -1;
    this.current = this.rows[0].cells[0];
    this.current.tabIndex = 0;
  }

  listen() {
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.table.addEventListener("pointerdown", () => (this.before = document.activeElement));
    this.table.addEventListener("click", (event) => this.click(event));
    this.table.addEventListener("dblclick", (event) => this.editor || event.target.closest("a") || this.open(this.current));
    this.table.addEventListener("focusin", (event) => event.target.cellIndex >= 0 && this.mark(event.target));
    this.table.addEventListener("focusout", (event) => event.target === this.editor && this.leave());
    this.table.addEventListener("copy", (event) => this.copy(event));
    this.table.addEventListener("paste", (event) => this.paste(event));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden || this.save());
    window.addEventListener("beforeunload", (event) => (this.editor || this.queue.size) && event.preventDefault());
  }

  // --- where one stands ---

  key(event) {
    if (this.editor) return this.typing(event);
    const cell = this.current;
    const moved = this.towards(cell, event);
    if (moved) {
      event.preventDefault();
      if (moved !== cell) this.go(moved);
    } else if (event.key === "Tab" || event.altKey || event.isComposing) return;
    else if ((event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph")) return;
    else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      this.open(cell);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (this.editable(cell)) this.commit(cell, "");
    } else if (event.key === "Escape") this.giveUp(cell);
    else if (event.key.length === 1) this.begin(cell, event);
  }

  // The cell that a key leads to; nothing when the key is not one of those, or leads out of the sheet.
  towards(cell, event) {
    const row = cell.parentElement;
    const beside = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowLeft": return cell.previousElementSibling ?? cell;
      case "ArrowRight": return cell.nextElementSibling ?? cell;
      case "ArrowUp": return this.below(cell, -1);
      case "ArrowDown": return this.below(cell, 1);
      case "PageUp": return this.below(cell, -PAGE);
      case "PageDown": return this.below(cell, PAGE);
      case "Home": return (beside ? this.rows[0] : row).cells[0];
      case "End": return (beside ? this.rows.at(-1) : row).lastElementChild;
      case "Tab": return event.shiftKey ? cell.previousElementSibling : cell.nextElementSibling;
      default: return null;
    }
  }

  below(cell, by) {
    const place = this.places.get(cell.parentElement) + by;
    return this.rows[Math.max(0, Math.min(place, this.rows.length - 1))].cells[cell.cellIndex];
  }

  go(cell) {
    this.mark(cell);
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  mark(cell) {
    if (cell === this.current && this.where.textContent) return;
    this.current.tabIndex = -1;
    this.current.removeAttribute("aria-describedby");
    this.current = cell;
    cell.tabIndex = 0;
    this.tell(cell);
  }

  // The line above the sheet: which cell this is, and where what it holds comes from. It also describes the cell.
  tell(cell) {
    const { label, column } = this.columns[cell.cellIndex];
    this.where.textContent = `${label} · ${cell.parentElement.dataset.name}`;
    this.origin.textContent = !column ? "Entrée ouvre la page de la personne." : this.editable(cell) ? this.comesFrom(cell) : `${this.comesFrom(cell)} Ne se modifie pas ici.`;
    const note = cell.dataset.state === "refused" ? ` ${this.noteOf(cell)}` : "";
    cell.setAttribute("aria-describedby", this.origin.id + note);
  }

  comesFrom(cell) {
    if (cell.classList.contains("missing")) return "Pas encore connu.";
    const origin = this.origins[cell.dataset.o];
    return origin ? `${origin}.` : "";
  }

  click(event) {
    if (event.target === this.editor || event.target.closest("a")) return;
    const cell = event.target.closest("tbody td, tbody th");
    if (!cell) return;
    const again = cell === this.before;
    if (cell !== document.activeElement) this.go(cell);
    // A finger has no keys: its first touch opens the cell.
    if (this.columns[cell.cellIndex].column && (again || event.pointerType === "touch")) this.open(cell);
  }

  // --- editing ---

  editable(cell) {
    return Boolean(this.columns[cell.cellIndex].column) && cell.dataset.fixed === undefined;
  }

  text(cell) {
    return cell.classList.contains("missing") ? "" : cell.firstChild.data;
  }

  begin(cell, event) {
    if (event.key === " ") return event.preventDefault();
    if (!this.editable(cell)) return this.open(cell);
    if (this.columns[cell.cellIndex].kind !== "choice") return this.open(cell, "");
    // The key itself goes on to the field, which is focused by now: an accent typed in two strokes arrives whole.
    event.preventDefault();
    const answer = ANSWERS[event.key.toLowerCase()];
    if (answer) this.commit(cell, answer);
    else this.say("Tapez o pour oui, n pour non, ou Suppr pour vider la cellule.");
  }

  open(cell, text = this.text(cell)) {
    const { column, kind, label } = this.columns[cell.cellIndex];
    if (!column) return cell.querySelector("a")?.click();
    if (!this.editable(cell)) return this.say("Cette cellule ne se modifie pas ici.");
    const editor = kind === "choice" ? this.list : this.input;
    editor.setAttribute("aria-label", `${label}, ${cell.parentElement.dataset.name}`);
    editor.inputMode = kind === "date" || kind === "number" ? "numeric" : "text";
    editor.value = text;
    cell.classList.add("editing");
    cell.append(editor);
    this.editor = editor;
    editor.focus({ preventScroll: true });
    if (text && editor.select) editor.select();
  }

  typing(event) {
    const cell = this.current;
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      cell.focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === "Tab") {
      const next = event.key === "Tab" ? this.towards(cell, event) : this.below(cell, event.shiftKey ? -1 : 1);
      event.preventDefault();
      this.leave();
      this.go(next ?? cell);
    }
  }

  leave() {
    const cell = this.current;
    const text = this.editor.value;
    this.close();
    this.commit(cell, this.columns[cell.cellIndex].kind === "date" ? spelt(text) : text);
  }

  close() {
    const editor = this.editor;
    this.editor = null; // first: what is taken out of the page loses the focus, and says so
    editor.parentElement.classList.remove("editing");
    editor.remove();
  }

  commit(cell, typed) {
    const text = typed.trim();
    if (text === this.text(cell) && !cell.dataset.state) return;
    cell.dataset.kept ??= this.text(cell);
    if (text === cell.dataset.kept && cell.dataset.state !== "saving") return this.giveUp(cell);
    this.paint(cell, text);
    this.note(cell, "saving");
    this.queue.delete(cell);
    this.queue.set(cell, text);
    this.save();
  }

  giveUp(cell) {
    if (cell.dataset.kept === undefined || cell.dataset.state === "saving") return;
    this.paint(cell, cell.dataset.kept);
    this.queue.delete(cell);
    this.settled(cell);
    this.say("La valeur d’avant est de nouveau là.");
  }

  paint(cell, text) {
    cell.classList.toggle("missing", text === "");
    cell.firstChild.data = text || EMPTY;
  }

  // The cell says it in a word; the sentence stands in the margin, under the row, where there is room for it.
  note(cell, state, sentence = "") {
    const id = this.noteOf(cell);
    cell.dataset.state = state;
    cell.removeAttribute("aria-invalid");
    if (state === "refused") cell.setAttribute("aria-invalid", "true");
    cell.querySelector(".cell-note")?.remove();
    document.getElementById(id)?.remove();
    if (WORDS[state]) cell.append(Object.assign(document.createElement("small"), { className: "cell-note", textContent: WORDS[state] }));
    if (sentence) cell.parentElement.lastElementChild.append(Object.assign(document.createElement("p"), { id, className: "refusal", textContent: sentence }));
    if (cell === this.current) this.tell(cell);
  }

  noteOf(cell) {
    return `note-${cell.parentElement.dataset.case}-${this.columns[cell.cellIndex].column}`;
  }

  settled(cell) {
    this.note(cell, "");
    delete cell.dataset.state;
    delete cell.dataset.kept;
  }

  copy(event) {
    if (this.editor) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.text(this.current));
  }

  paste(event) {
    if (this.editor || !this.editable(this.current)) return;
    event.preventDefault();
    this.open(this.current, event.clipboardData.getData("text/plain").trim());
  }

  // --- saving: one cell after the other ---

  async save() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    while (this.queue.size) {
      const [cell, text] = this.queue.entries().next().value;
      const answered = await this.send(cell, text);
      if (!answered) break;
      if (this.queue.get(cell) !== text) continue; // typed anew meanwhile: that is what counts
      this.queue.delete(cell);
      await answered();
    }
    this.busy = false;
  }

  // What to do with the answer; nothing when there was none, and all that waits goes on waiting.
  async send(cell, text) {
    const row = cell.parentElement;
    const { column } = this.columns[cell.cellIndex];
    const body = new URLSearchParams({ csrf: this.csrf, column, text, revision: row.dataset.revision });
    try {
      const answer = await fetch(`${pageOf(row)}/cellule`, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      const said = await answer.json();
      if (answer.status === 401 || answer.status === 403) return await this.again(said);
      if (answer.status === 429 || answer.status >= 500) return this.retry(said.message);
      this.failures = 0;
      if (answer.ok) return () => this.keep(cell, said);
      return answer.status === 409 ? () => this.compare(cell, text, said) : () => this.refuse(cell, said);
    } catch {
      return this.retry("Pas de réseau : ce que vous saisissez reste dans cette page, nouvel essai bientôt.");
    }
  }

  retry(sentence) {
    for (const cell of this.queue.keys()) this.note(cell, "waiting");
    this.say(sentence, "failed");
    this.timer = setTimeout(() => this.save(), RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
    return null;
  }

  // The session ended: somebody who signs in again in another window finds here what they typed, and it is saved.
  async again() {
    const answer = await fetch(location.pathname, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.csrf = page.querySelector("[data-sheet]")?.dataset.csrf ?? this.csrf;
    return this.retry("Votre session est terminée. Rien n’est perdu : connectez-vous dans une autre fenêtre, puis revenez ici.");
  }

  keep(cell, said) {
    const row = cell.parentElement;
    row.dataset.revision = said.revision;
    row.dataset.name = said.name;
    this.paint(cell, said.cell.shown);
    cell.dataset.o = this.origins.push(said.cell.origin) - 1;
    this.settled(cell);
    this.judge(row, said);
    this.say(`${this.columns[cell.cellIndex].label}, ${row.dataset.name} : enregistré. ${said.verdict_label}.`, "saved");
  }

  refuse(cell, said) {
    const sentence = said.problems?.[0]?.message ?? `${said.message} ${said.hint}`.trim();
    this.note(cell, "refused", sentence);
    this.say(`Pas enregistré. ${sentence}`, "failed");
  }

  // Somebody else saved this dossier meanwhile: their value is shown beside what was typed, and nothing is overwritten.
  async compare(cell, text, said) {
    const row = cell.parentElement;
    const answer = await fetch(pageOf(row), { headers: { Accept: "application/json" }, redirect: "error" }).catch(() => null);
    const now = answer?.ok ? await answer.json() : null;
    if (!now || String(now.revision) === row.dataset.revision) return this.refuse(cell, said);
    row.dataset.revision = now.revision;
    const { column } = this.columns[cell.cellIndex];
    const theirs = now.cells[column].shown;
    for (const other of row.cells) {
      const found = now.cells[this.columns[other.cellIndex].column];
      if (found && !other.dataset.state) this.paint(other, found.shown);
    }
    if (theirs === text || theirs === cell.dataset.kept) {
      // Another cell of the same dossier was changed: this one may be saved as it is.
      this.queue.set(cell, text);
      return;
    }
    cell.dataset.kept = theirs;
    const sentence = `Entre-temps, « ${theirs || EMPTY} » a été enregistré. Échap reprend cette valeur, Entrée deux fois garde la vôtre.`;
    this.note(cell, "refused", sentence);
    this.say(`Pas enregistré. ${sentence}`, "failed");
  }

  judge(row, said) {
    const guide = row.lastElementChild;
    row.dataset.verdict = said.verdict;
    guide.querySelector(".verdict").textContent = said.verdict_label;
    guide.querySelector(".why").replaceChildren(...said.findings.map(({ sentence, place }) => {
      const item = Object.assign(document.createElement("li"), { textContent: `${sentence} ` });
      item.append(Object.assign(document.createElement("span"), { className: "place", textContent: place }));
      return item;
    }));
  }

  say(sentence, kind = "") {
    this.state.dataset.state = kind;
    this.state.textContent = sentence;
  }
}

function pageOf(row) {
  return row.lastElementChild.querySelector("a").getAttribute("href");
}

// 03032026, as a telephone's digits are typed, is 03/03/2026.
function spelt(text) {
  return text.trim().replace(/^(\d\d)[ .-]?(\d\d)[ .-]?(\d{4})$/, "$1/$2/$3");
}

for (const root of document.querySelectorAll("[data-sheet]")) if (root.querySelector("tbody tr")) new Sheet(root);
