// A report in a browser: `node tests/browser/html.mjs CHROMIUM REPORT [AXE]`.
// REPORT is the path of report.html, AXE that of axe.min.js; without it
// nothing is said of accessibility beyond what is asked here.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';

const [program, path, axe_path] = process.argv.slice(2);
const widths = [360, 768, 1440];
const themes = ['light', 'dark'];
const paper_width = 688; // pixels of A4 between margins of 14 mm
const from_disk = pathToFileURL(path).href;
const axe = axe_path ? await readFile(axe_path, 'utf8') : null;
let faults = 0;

const check = (holds, what) => {
    if (holds)
        return;
    faults++;
    console.log(`FAULT: ${what}`);
};

// What the page said and fetched since it was asked last.
const check_quiet = (page, url, where) => {
    for (const complaint of page.complaints.splice(0))
        check(false, `${where}: ${complaint}`);
    for (const request of page.requests.splice(0))
        check(request === url, `${where}: it fetches ${request}`);
};

// Elements that begin or end outside of the page, by their name.
const outside = `[...document.body.querySelectorAll('*')].filter((e) =>
    (e.getBoundingClientRect().right > innerWidth + 1 ||
     e.getBoundingClientRect().left < -1) &&
    !e.closest('.box, pre, .skip')).map((e) => e.tagName + '.' + e.className)`;

const check_width = async (page, where) => {
    const [wide, inner] = await page.value(
        '[document.documentElement.scrollWidth, innerWidth]');

    check(wide <= inner, `${where}: the page is ${wide} pixels wide`);
    check((await page.value(outside)).length === 0,
        `${where}: outside of the page: ${await page.value(outside)}`);
};

const check_axe = async (page, where, rules) => {
    await page.value(axe);
    const { passes, violations } = await page.value(`axe.run(${rules})`);

    check(passes.length > 0, `${where}: axe-core looked at nothing`);
    for (const { id, help, nodes } of violations)
        check(false, `${where}: axe-core: ${id}: ${help}: ` +
            nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | '));
};

const open_details =
    'document.querySelectorAll("details").forEach((d) => d.open = true)';

const check_looks = async (page) => {
    for (const width of widths)
        for (const theme of themes) {
            const where = `${width} px, ${theme}`;

            await page.look(width, 900, theme);
            await page.open(from_disk);
            await check_width(page, where);
            await page.value(open_details);
            await check_width(page, `${where}, details open`);
            // Colours do not depend on the width, nor the rest on the theme.
            if (axe !== null && theme === 'light')
                await check_axe(page, where, '');
            else if (axe !== null && width === 1440)
                await check_axe(page, where, '{ runOnly: "color-contrast" }');
            check_quiet(page, from_disk, where);
        }
};

// Light text on dark ground in the dark, and the other way round.
const check_themes = async (page) => {
    const ground = `Number(/\\d+/.exec(getComputedStyle(document.body)
        .backgroundColor)[0])`;

    await page.look(1440, 900, 'dark');
    check(await page.value(ground) < 64, 'dark: the ground is light');
    await page.look(1440, 900, 'light');
    check(await page.value(ground) > 192, 'light: the ground is dark');
};

const check_paper = async (page) => {
    const names = `[...document.querySelectorAll('table, svg, pre')].filter(
        (e) => e.getBoundingClientRect().right > ${paper_width + 1}).map((e) =>
        e.tagName + ' ' + e.textContent.trim().slice(0, 40))`;

    await page.look(paper_width, 900, 'dark');
    await page.open(from_disk);
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    check((await page.value(names)).length === 0,
        `paper: cut off: ${await page.value(names)}`);
    await page.send('Emulation.setEmulatedMedia', { media: '' });
    check((await page.paper()).subarray(0, 5).toString() === '%PDF-',
        'paper: it was not printed');
    check_quiet(page, from_disk, 'paper');
};

// Text of the page, cell by cell and sentence by sentence.
const content = `[...document.querySelectorAll(
    'h1, h2, h3, p, li, th, td, caption, summary, pre, desc')].map((e) =>
    e.textContent.trim())`;

const check_without_scripts = async (page) => {
    await page.look(1440, 900, 'light');
    await page.open(from_disk);
    const with_scripts = await page.value(content);

    await page.look(360, 900, 'light', false);
    await page.open(from_disk);
    check(await page.value(
        'document.querySelectorAll("button, select").length') === 0,
        'without scripts: there are controls that do nothing');
    check(JSON.stringify(await page.value(content)) ===
        JSON.stringify(with_scripts), 'without scripts: not all is there');
    check(await page.value('document.querySelectorAll(".box").length') ===
        await page.value('document.querySelectorAll(".box[tabindex]").length'),
        'without scripts: a box that the keyboard cannot reach');
    await check_width(page, 'without scripts');
    check_quiet(page, from_disk, 'without scripts');
};

const focused = (what) => `(() => {
    const e = document.activeElement, r = e.getBoundingClientRect();
    return ${what};
})()`;

const check_keyboard = async (page) => {
    const seen = focused(`r.width > 0 && r.right > 0 && r.bottom > 0 &&
        r.left < innerWidth && r.top < innerHeight &&
        getComputedStyle(e).outlineStyle !== 'none'`);

    await page.look(768, 900, 'light');
    await page.open(from_disk);
    await page.press('Tab');
    check(await page.value(focused('e.className')) === 'skip',
        'keyboard: the first stop is not the link to the report');
    check(await page.value(seen), 'keyboard: that link is not to be seen');
    await page.press('Enter');
    check(await page.value(focused('e.id')) === 'report',
        'keyboard: the link does not lead to the report');
    for (let i = 0; i < 40; i++) {
        await page.press('Tab');
        check(await page.value(seen), 'keyboard: not to be seen: ' +
            await page.value(focused('e.outerHTML.slice(0, 120)')));
    }
    check_quiet(page, from_disk, 'keyboard');
};

// The table of all estimates of the first point.
const table = `[...document.querySelectorAll('table')].find((t) =>
    t.caption.textContent.startsWith('Estimates'))`;
const column = (n) => `[...${table}.tBodies[0].rows].map((r) =>
    r.cells[${n}].textContent)`;
const head = `${table}.tHead.rows[0].cells[2]`;

// Times of several units, in ns, for comparison with the order on the page.
const in_ns = (text) => {
    const [, number, unit] = /^([\d.]+) (ns|us|ms|s)/.exec(text);

    return number * { ns: 1, us: 1e3, ms: 1e6, s: 1e9 }[unit];
};

const is_rising = (numbers) =>
    numbers.every((n, i) => i === 0 || numbers[i - 1] <= n);

const check_sorting = async (page) => {
    await page.look(1440, 900, 'light');
    await page.open(from_disk);
    const before = await page.value(column(2));
    const states = [];
    const orders = [];

    await page.value(`${head}.querySelector('button').focus()`);
    for (const key of ['Enter', ' ', 'Enter']) {
        await page.press(key);
        states.push(await page.value(`${head}.getAttribute('aria-sort')`));
        orders.push((await page.value(column(2))).map(in_ns));
    }
    check(String(states) === 'ascending,descending,',
        `sorting: the states are ${states}`);
    check(new Set(before.map((t) => t.split(' ')[1])).size > 1,
        'sorting: the column has one unit only');
    check(!is_rising(before.map(in_ns)), 'sorting: it was sorted before');
    check(is_rising(orders[0]), 'sorting: not rising');
    check(is_rising(orders[1].reverse()), 'sorting: not falling');
    check(String(orders[2]) === String(before.map(in_ns)),
        'sorting: the first order does not come back');
    check_quiet(page, from_disk, 'sorting');
};

const count = (selector) => `document.querySelectorAll('${selector}').length`;
const choose = (name) => `{
    const choice = document.querySelector('.follow select');
    choice.value = '${name}';
    choice.dispatchEvent(new Event('change'));
}`;

const check_highlighting = async (page) => {
    await page.look(1440, 900, 'light');
    await page.open(from_disk);
    check(await page.value(count('.follow select')) ===
        await page.value(count('figure')), 'highlighting: not at each chart');
    await page.value(choose('epoll'));
    for (const what of ['svg .faded', 'svg .band', 'tr.followed'])
        check(await page.value(count(what)) > 0, `highlighting: no ${what}`);
    check(await page.value(`[...document.querySelectorAll('svg g')].every((g) =>
        g.querySelector(':scope > title')?.textContent !== 'epoll' ||
        !g.classList.contains('faded'))`), 'highlighting: epoll has faded');
    check(await page.value(`[...document.querySelectorAll('.follow select')]
        .every((s) => s.value === 'epoll')`), 'highlighting: they differ');
    await page.value(choose(''));
    for (const what of ['.faded', '.band', '.followed'])
        check(await page.value(count(what)) === 0,
            `highlighting: ${what} does not go away`);
    check_quiet(page, from_disk, 'highlighting');
};

// gnuplot's own names of things would be shown under the pointer.
const check_names = async (page) => {
    const titles = await page.value(
        `[...document.querySelectorAll('svg title')].map((t) => t.textContent)`);

    check(titles.length > 0, 'charts: no names');
    check(!titles.some((t) => /gnuplot/i.test(t)), `charts: named ${titles}`);
};

const check_web_server = async (page) => {
    const body = await readFile(path);
    const server = createServer((request, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(request.url === '/report.html' ? body : '');
    });

    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${server.address().port}/report.html`;

    await page.open(url);
    check(await page.value(count('button')) > 0,
        'web server: the script does not run');
    check_quiet(page, url, 'web server');
    server.close();
    server.closeAllConnections();
};

// Whatever else gets into the page neither runs nor is fetched nor styles it.
const check_policy = async (page) => {
    const intrude = `new Promise((resolve) => {
        const directives = [];

        addEventListener('securitypolicyviolation', (e) => {
            directives.push(e.effectiveDirective);
            if (directives.length === 5)
                resolve(directives);
        });
        document.body.insertAdjacentHTML('beforeend',
            '<img src="picture.png" onerror="intruded = 1">' +
            '<p style="color: red">x</p><style>p { color: red }</style>');
        document.body.append(Object.assign(document.createElement('script'),
            { textContent: 'intruded = 1' }));
        setTimeout(() => resolve(directives), 5000);
    })`;

    await page.open(from_disk);
    check_quiet(page, from_disk, 'policy');
    const directives = await page.value(intrude);

    check(String(directives.sort()) ===
        'img-src,script-src-attr,script-src-elem,style-src-attr,style-src-elem',
        `policy: refused are ${directives}`);
    check(await page.value('typeof intruded') === 'undefined',
        'policy: a strange script has run');
};

const browser = await Browser.start(program);

try {
    const page = await browser.page();

    for (const step of [check_looks, check_themes, check_names, check_paper,
        check_without_scripts, check_keyboard, check_sorting,
        check_highlighting, check_web_server, check_policy])
        await step(page);
} finally {
    await browser.end();
}
process.exitCode = faults > 0 ? 1 : 0;
