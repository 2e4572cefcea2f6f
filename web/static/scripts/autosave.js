// Keeps what is typed: one second after the last key, and when a field is left. It says when it saved.
//
// One request at a time; what was typed meanwhile goes with the next one. Without network it tries again,
// and leaving the page asks first. Nothing is put on this computer's disk: it may be a shared one.

const IDLE = 1000;
const RETRIES = [2000, 5000, 10000, 30000, 60000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.state = document.querySelector("[data-autosave-state]");
    this.saved = this.snapshot();
    this.timer = 0;
    this.busy = false;
    this.failures = 0;
    this.stopped = false;
    form.addEventListener("input", () => this.soon(IDLE));
    form.addEventListener("focusout", () => this.soon(0));
    form.addEventListener("change", () => this.soon(0));
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => document.hidden && this.soon(0));
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.dirty()) event.preventDefault();
    });
  }

  snapshot() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) data.append(name, value);
    return data;
  }

  // The token and the revision change by themselves: they are not what somebody typed.
  typed(data) {
    const copy = new URLSearchParams(data);
    copy.delete("csrf");
    copy.delete("revision");
    return copy.toString();
  }

  dirty() {
    return this.typed(this.snapshot()) !== this.typed(this.saved);
  }

  leave(event) {
    this.leaving = true;
    clearTimeout(this.timer);
    // A save on its way changes the revision that the form posts: the button waits for its answer.
    if (!this.busy) return;
    event.preventDefault();
    this.button = event.submitter;
  }

  soon(delay) {
    if (this.stopped || this.leaving) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  say(kind, sentence) {
    if (!this.state || this.state.textContent === sentence) return;
    this.state.dataset.state = kind;
    this.state.textContent = sentence;
  }

  async save() {
    if (this.busy || this.leaving || !this.dirty()) return;
    this.busy = true;
    const body = this.snapshot();
    try {
      const answer = await fetch(this.url, {
        method: "POST", body, headers: { Accept: "application/json" }, redirect: "error",
      });
      const said = await answer.json();
      if (answer.ok) this.keep(body, said);
      else this.refuse(answer.status, said);
    } catch {
      this.retry("Pas de réseau : ce que vous saisissez reste dans cette page, nouvel essai bientôt.");
    } finally {
      this.busy = false;
    }
    if (this.leaving) {
      this.form.requestSubmit(this.button);
      return;
    }
    if (!this.failures && this.dirty()) this.soon(IDLE);
  }

  keep(body, said) {
    this.saved = body;
    this.failures = 0;
    const revision = this.form.elements.namedItem("revision");
    if (revision && said.revision !== undefined) revision.value = said.revision;
    const guarded = said.guarded ?? [];
    const sensitive = guarded.length ? `, ${guarded.length === 1 ? "un passage sensible" : `${guarded.length} passages sensibles`} à relire` : "";
    this.say("saved", `enregistré à ${said.saved}${sensitive}`);
    this.show(said.problems ?? []);
    this.warn(guarded);
  }

  refuse(status, said) {
    // 401, 403, 409, 413: another try would say the same. The button of the page keeps everything.
    if (status === 429 || status >= 500) return this.retry(said.message);
    this.stopped = true;
    const hint = status === 401
      ? "Rien n’est perdu : utilisez le bouton d’enregistrement, vous vous reconnecterez et retrouverez tout."
      : status === 409
        ? "Rien n’est perdu : utilisez le bouton d’enregistrement, vous verrez les deux versions."
        : said.hint;
    this.say("failed", `${said.message} ${hint}`.trim());
  }

  retry(sentence) {
    const delay = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.say("failed", sentence);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  show(problems) {
    const found = new Map(problems.map((problem) => [problem.field, problem.message]));
    for (const place of this.form.querySelectorAll("[data-problem-for]")) {
      place.textContent = found.get(place.dataset.problemFor) ?? "";
    }
  }

  // The sentences of the guard, and the button that keeps the very text that they speak of.
  warn(guarded) {
    for (const place of this.form.querySelectorAll("[data-guard-for]")) {
      const found = guarded.filter((one) => one.field === place.dataset.guardFor);
      const sentences = found.flatMap((one) => one.sentences);
      const nodes = sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence }));
      if (found.length) nodes.push(this.keeper(found[0]));
      if (place.contains(document.activeElement)) continue;
      place.replaceChildren(...nodes);
    }
  }

  keeper(one) {
    const button = Object.assign(document.createElement("button"), { name: "then", value: one.keep, className: "button" });
    const whose = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` : ${one.naming}` });
    button.append("Garder quand même", whose);
    return button;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
