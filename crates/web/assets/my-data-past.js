// The page "My data": what the values of a data set were, where its source has kept that. It is asked for after the values,
// and shown below them: of each attribute that has changed its values, the latest first.

const isRecord = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** What stands at a path in a value; null where nothing does. */
function at(value, names, plain) {
  const found = names.reduce((within, name) => (isRecord(within) ? plain(within[name]) : undefined), value);
  return found ?? null;
}

/** The values that one attribute had, without those that were no change of it. */
function series(told, names, plain) {
  const all = told.map(({ value, since }) => ({ value: at(value, names, plain), since }));
  return all.filter(({ value }, index) => index === 0 || JSON.stringify(value) !== JSON.stringify(all[index - 1].value));
}

/** A way to put what was below a card's values. `seen` asks the source for it; the rest is as for the values. */
export function remembering({ card, words, titles, make, plain, say, lines, reason, seen }) {
  /** The attributes of an entity that were something else, with what they were, in the order in which they are described. */
  function changed(entity) {
    const rows = [...titles].map(([path, title]) => {
      const [name, ...names] = path.split('.');
      return { title, path, told: series(entity[name] ?? [], names, plain) };
    });
    return rows.filter(({ told }) => told.length > 1);
  }

  function facts(rows) {
    const list = make('dl', undefined, 'facts');
    for (const { title, path, told } of rows) {
      const [row, line, values] = [make('div'), make('dd'), make('ol', undefined, 'past')];
      for (const { value, since } of told.toReversed()) {
        const entry = make('li');
        const time = make('time', words.pastFrom.replace('{time}', say(since)), 'hint');
        time.dateTime = since;
        entry.append(time, ...lines(value, titles, path, 1));
        values.append(entry);
      }
      line.append(values);
      row.append(make('dt', title), line);
      list.append(row);
    }
    return list;
  }

  return (place) => {
    const [actions, button, status, shown] = [make('div', undefined, 'actions'), make('button', words.past, 'button quiet'), make('div'), make('div')];
    button.type = 'button';
    button.setAttribute('aria-describedby', card.dataset.dataset);
    button.setAttribute('data-past-button', '');
    status.setAttribute('role', 'status');
    let busy = false;
    button.addEventListener('click', async () => {
      if (busy) return;
      busy = true;
      shown.replaceChildren();
      status.replaceChildren(make('p', words.busy));
      const { values, error } = await seen();
      busy = false;
      if (error) {
        status.replaceChildren(make('p', reason(error), 'notice notice-warning'));
        return;
      }
      const entities = values.flatMap(({ data }) => data);
      const found = entities.map(changed);
      const some = found.some((rows) => rows.length > 0);
      status.replaceChildren(make('p', some ? words.pastShown : words.pastNone));
      for (const [index, rows] of found.entries()) {
        if (rows.length === 0) continue;
        if (entities.length > 1) shown.append(make('h4', words.entry.replace('{number}', index + 1)));
        shown.append(facts(rows));
      }
    });
    actions.append(button);
    place.append(actions, status, shown);
  };
}
