// Runs the demos of a page: shows the stored frame that belongs to the positions of the controls.
// Everything listens on the document, so a demo that the page has moved or copied still works.
(() => {
  const parsed = new WeakMap();

  const read = (demo) => {
    const json = demo.querySelector("script[type='application/json']");
    if (!parsed.has(json)) parsed.set(json, JSON.parse(json.textContent));
    return parsed.get(json);
  };

  const show = (demo) => {
    const { controls, table, rows, notes, alts } = read(demo);
    const fields = demo.querySelector("form").children;
    const row = controls.reduce((sum, { texts }, k) => {
      const input = fields[k].querySelector("input[type=range], input:checked");
      const output = fields[k].querySelector("output");
      if (output) input.setAttribute("aria-valuetext", (output.value = texts[input.value]));
      return sum * texts.length + Number(input.value);
    }, 0);
    const stage = demo.querySelector(".rnn-stage");
    const note = demo.querySelector(".rnn-note");
    stage.innerHTML = rows[row].map((piece) => table[piece]).join("").replaceAll("~", `rnn${demo.dataset.on}-`);
    stage.setAttribute("aria-label", alts[row] ?? alts[0]);
    if (note.textContent !== notes[row]) note.textContent = notes[row];
  };

  const listen = (type, act, capture) =>
    document.addEventListener(type, (event) => {
      const form = event.target.closest?.(".rnn-demo form");
      if (form) act(event, form.closest(".rnn-demo"));
    }, capture);

  if (!window.rnnDemos) {
    window.rnnDemos = { count: 0 };
    listen("input", (event, demo) => show(demo));
    listen("submit", (event) => event.preventDefault());
    // arrow keys belong to the control, not to the notebook or to the book's page turning
    listen("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    }, true);
    // browsers put moved controls back after a reload
    window.addEventListener("pageshow", () => document.querySelectorAll(".rnn-demo[data-on]").forEach(show));
  }
  document.querySelectorAll(".rnn-demo:not([data-on])").forEach((demo) => {
    demo.dataset.on = ++window.rnnDemos.count;
    show(demo);
    demo.querySelector("form").hidden = false;
  });
})();
