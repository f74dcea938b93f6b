// What the report can do where scripts may run. Nothing in it depends on this:
// tables can be sorted, a backend be followed through all charts and tables,
// and boxes that need no scrolling are left out by the Tab key.
'use strict';

const factors = {
    ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, k: 1e3, M: 1e6, G: 1e9, '%': 1e-2,
    B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30,
};

// The number a cell begins with, "12.3 us (12.1 to 12.6)"; NaN: there is none.
const number_of = (text) => {
    const found = /^(-?[\d.]+) ?(ns|us|ms|s|k|M|G|%|B|KiB|MiB|GiB)?(?![\w.])/
        .exec(text);

    return found ? found[1] * (factors[found[2]] ?? 1) : NaN;
};

const text_of = (row, column) => row.cells[column].textContent;

// Numbers by value, all others by name; cells without a number come last in
// either direction.
const compare = (numeric, sign) => (a, b) => {
    if (!numeric)
        return sign * a.text.localeCompare(b.text, 'en', { numeric: true });
    if (Number.isNaN(a.number) || Number.isNaN(b.number))
        return Number.isNaN(a.number) - Number.isNaN(b.number);
    return sign * (a.number - b.number);
};

const sort = (body, rows, column, direction) => {
    const keys = rows.map((row) => {
        const text = text_of(row, column);

        return { row, text, number: number_of(text) };
    });
    const numeric = keys.some((key) => !Number.isNaN(key.number));

    if (direction !== 'none')
        keys.sort(compare(numeric, direction === 'ascending' ? 1 : -1));
    body.append(...keys.map((key) => key.row));
};

const next_direction = {
    none: 'ascending', ascending: 'descending', descending: 'none',
};

// A button in each head; a third press brings the first order back.
const make_sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    const rows = [...body.rows];

    if (rows.length < 3)
        return;
    heads.forEach((head, column) => {
        const button = document.createElement('button');

        button.type = 'button';
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener('click', () => {
            const direction =
                next_direction[head.getAttribute('aria-sort') ?? 'none'];

            heads.forEach((other) => other.removeAttribute('aria-sort'));
            if (direction !== 'none')
                head.setAttribute('aria-sort', direction);
            sort(body, rows, column, direction);
        });
    });
};

// "epoll" of "epoll (suspect)"; the twin has a name of its own.
const name_of = (text) => text.replace(/ \((control|suspect)\)/g, '');

// The rows of all tables whose rows are backends, by name.
const rows_of_backends = () => {
    const rows = new Map();

    for (const table of document.querySelectorAll('table')) {
        if (table.tHead.rows[0].cells[0].textContent !== 'backend')
            continue;
        for (const row of table.tBodies[0].rows) {
            const name = name_of(text_of(row, 0));

            rows.set(name, [...(rows.get(name) ?? []), row]);
        }
    }
    return rows;
};

// A band behind the row of a chart that this label names.
const add_band = (svg, label) => {
    const band = document.createElementNS(svg.namespaceURI, 'rect');
    const canvas = svg.querySelector('rect');
    const { f: y } = label.parentNode.transform.baseVal.consolidate().matrix;

    band.setAttribute('class', 'band');
    band.setAttribute('x', 0);
    band.setAttribute('y', y - 15);
    band.setAttribute('width', canvas.getAttribute('width'));
    band.setAttribute('height', 22);
    canvas.after(band);
};

// Lines of other backends fade; where rows are backends, one has a band.
const follow_in_chart = (svg, name) => {
    const plots = [...svg.querySelectorAll('g[id*="gnuplot_plot"]')];
    const title = (plot) => plot.querySelector('title')?.textContent;
    const labels = [...svg.querySelectorAll('text')].filter(
        (label) => name !== '' && label.textContent === name);
    const has_lines = plots.some((plot) => title(plot) !== undefined);
    const is_here = plots.some((plot) => title(plot) === name);

    svg.querySelectorAll('.band').forEach((band) => band.remove());
    for (const plot of plots)
        plot.classList.toggle('faded', is_here && title(plot) !== name);
    svg.querySelectorAll('.followed').forEach((label) =>
        label.classList.remove('followed'));
    for (const label of labels) {
        label.classList.add('followed');
        if (!has_lines)
            add_band(svg, label);
    }
};

const follow = (name, rows, choices) => {
    for (const [other, list] of rows)
        for (const row of list)
            row.classList.toggle('followed', other === name);
    for (const svg of document.querySelectorAll('figure svg'))
        follow_in_chart(svg, name);
    for (const choice of choices)
        choice.value = name;
};

// One choice under each chart, and all of them are one.
const make_followable = () => {
    const rows = rows_of_backends();
    const choices = [];

    for (const caption of document.querySelectorAll('figcaption')) {
        const label = document.createElement('label');
        const choice = document.createElement('select');

        choice.append(new Option('no backend', ''),
            ...[...rows.keys()].map((name) => new Option(name, name)));
        choice.addEventListener('change', () =>
            follow(choice.value, rows, choices));
        label.className = 'follow';
        label.append('Highlight ', choice);
        caption.prepend(label);
        choices.push(choice);
    }
};

// What cannot be scrolled is no stop on the way through the page.
const choose_stops = () => {
    for (const box of document.querySelectorAll('.box, pre')) {
        if (box.scrollWidth > box.clientWidth)
            box.tabIndex = 0;
        else
            box.removeAttribute('tabindex');
    }
};

document.querySelectorAll('table').forEach(make_sortable);
make_followable();
choose_stops();
addEventListener('resize', choose_stops);
document.addEventListener('toggle', choose_stops, true);
