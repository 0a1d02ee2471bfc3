// The buttons above the table do something only when enough papers are chosen.
export function startChoosing() {
  const form = document.querySelector("[data-choose]");
  if (!form) return;
  const count = form.querySelector("[data-count]");
  const buttons = form.querySelectorAll("button[data-min]");
  form.addEventListener("change", update);
  addEventListener("pageshow", update);
  update();

  function update() {
    const chosen = form.querySelectorAll("input[name=paper]:checked").length;
    count.textContent = chosen === 0 ? "Tick papers to compare, merge, tag or delete them." : `${chosen} chosen:`;
    form.querySelector("[data-chosen]").classList.toggle("some", chosen > 0);
    buttons.forEach(button => {
      button.disabled = chosen < Number(button.dataset.min) || chosen > Number(button.dataset.max ?? Infinity);
    });
  }
}
