// Long lists of choices in folded groups: counts along how many of each group are chosen, and finds choices by words.
// Without this the groups are opened by hand, and the counts are those of when the page was loaded.

/** Words as they are compared: in lower case, without accents. */
const plain = (text) => text.normalize('NFD').replace(/\p{Mark}/gu, '').toLocaleLowerCase();

/** A text with a number in it, as the page has it. */
const filled = (element, count) => element.dataset.words.replace('#', count);

for (const set of document.querySelectorAll('[data-choices]')) {
  const groups = [...set.querySelectorAll('details')];
  const search = set.querySelector('[data-choices-search]');
  const input = search.querySelector('input');
  const found = search.querySelector('[role=status]');
  let openBefore = null;

  const count = () => {
    for (const group of groups) {
      const chosen = group.querySelectorAll('input:checked').length;
      const tag = group.querySelector('summary [data-words]');
      tag.textContent = filled(tag, chosen);
      tag.hidden = chosen === 0;
    }
  };

  const find = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    openBefore ??= groups.map((group) => group.open);
    let all = 0;
    groups.forEach((group, index) => {
      let here = 0;
      for (const choice of group.querySelectorAll('.check')) {
        const text = plain(`${group.querySelector('summary').firstChild.textContent} ${choice.textContent}`);
        const fits = words.every((word) => text.includes(word));
        // What is chosen is never out of sight.
        choice.hidden = !fits && !choice.querySelector('input').checked;
        here += fits;
      }
      const shown = here > 0 || group.querySelector('input:checked') !== null;
      group.hidden = words.length > 0 && !shown;
      group.open = words.length > 0 ? shown : openBefore[index];
      all += here;
    });
    if (words.length === 0) openBefore = null;
    found.textContent = words.length === 0 ? '' : filled(found, all);
  };

  set.addEventListener('change', count);
  input.addEventListener('input', find);
  // Enter would send the form in the middle of looking.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
  // A browser that goes back ticks what was ticked.
  addEventListener('pageshow', count);
  search.hidden = false;
  count();
}
