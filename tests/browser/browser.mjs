// A headless Chromium under control of Node.js and nothing else: messages of
// the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/)
// through a pair of pipes, each ended by a zero byte.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MESSAGE_LIMIT = 60_000; // ms, for an answer on a loaded machine

export class Browser {
    #child;
    #profile;
    #waiting = new Map(); // answers by the number of their question
    #listeners = new Map(); // of events, by session
    #last = 0;

    static async start(program) {
        const browser = new Browser();

        browser.#profile = await mkdtemp(join(tmpdir(), 'browser-'));
        browser.#child = spawn(program, [
            '--headless=new', '--remote-debugging-pipe', '--no-sandbox',
            '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
            '--disable-background-networking', '--hide-scrollbars',
            `--user-data-dir=${browser.#profile}`, 'about:blank',
        ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
        browser.#child.on('error', (error) => browser.#give_up(error));
        browser.#child.on('exit', () =>
            browser.#give_up(new Error('the browser has ended')));
        browser.#child.stdio[3].on('error', () => {});
        browser.#listen(browser.#child.stdio[4]);
        return browser;
    }

    #give_up(error) {
        for (const { reject } of this.#waiting.values())
            reject(error);
        this.#waiting.clear();
    }

    #listen(pipe) {
        let parts = [];

        pipe.on('data', (chunk) => {
            for (let end; (end = chunk.indexOf(0)) >= 0;) {
                parts.push(chunk.subarray(0, end));
                this.#take(JSON.parse(Buffer.concat(parts).toString()));
                parts = [];
                chunk = chunk.subarray(end + 1);
            }
            parts.push(chunk);
        });
    }

    #take({ id, sessionId, method, params, result, error }) {
        const asked = this.#waiting.get(id);

        if (id === undefined) {
            this.#listeners.get(sessionId)?.(method, params);
            return;
        }
        this.#waiting.delete(id);
        if (error)
            asked?.reject(new Error(error.message));
        else
            asked?.resolve(result);
    }

    // The answer to one message; rejected when there is none in time.
    send(method, params = {}, sessionId = undefined) {
        const id = ++this.#last;
        const answer = new Promise((resolve, reject) => {
            const limit = setTimeout(() => {
                this.#waiting.delete(id);
                reject(new Error(`${method}: no answer`));
            }, MESSAGE_LIMIT);
            const ended = (act) => (value) => {
                clearTimeout(limit);
                act(value);
            };

            this.#waiting.set(id,
                { resolve: ended(resolve), reject: ended(reject) });
        });

        this.#child.stdio[3].write(
            JSON.stringify({ id, method, params, sessionId }) + '\0');
        return answer;
    }

    async page() {
        const { targetId } =
            await this.send('Target.createTarget', { url: 'about:blank' });
        const { sessionId } = await this.send('Target.attachToTarget',
            { targetId, flatten: true });
        const page = new Page(this, sessionId, targetId);

        this.#listeners.set(sessionId, (method, params) =>
            page.happened(method, params));
        for (const domain of ['Page', 'Runtime', 'Log', 'Network'])
            await page.send(`${domain}.enable`);
        return page;
    }

    async end() {
        const ended = once(this.#child, 'exit');

        this.send('Browser.close').catch(() => {});
        await ended;
        await rm(this.#profile, { recursive: true, force: true,
            maxRetries: 5 });
    }
}

// One tab, with what it complained of and what it asked the network for.
export class Page {
    complaints = [];
    requests = [];
    #loaded = () => {};

    constructor(browser, session, target) {
        this.browser = browser;
        this.session = session;
        this.target = target;
    }

    send(method, params) {
        return this.browser.send(method, params, this.session);
    }

    happened(method, params) {
        if (method === 'Page.loadEventFired')
            this.#loaded();
        else if (method === 'Runtime.exceptionThrown')
            this.complaints.push(params.exceptionDetails.exception?.description
                ?? params.exceptionDetails.text);
        else if (method === 'Log.entryAdded')
            this.complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`);
        else if (method === 'Runtime.consoleAPICalled')
            this.complaints.push(`console.${params.type}: ` +
                params.args.map((a) => a.value ?? a.description).join(' '));
        else if (method === 'Network.requestWillBeSent')
            this.requests.push(params.request.url);
    }

    async open(url) {
        const loaded = new Promise((resolve) => { this.#loaded = resolve; });
        const { errorText } = await this.send('Page.navigate', { url });

        if (errorText)
            throw new Error(`${url}: ${errorText}`);
        await loaded;
    }

    // `theme`: light or dark; `scripts`: whether the page's own may run.
    async look(width, height, theme, scripts = true) {
        await this.send('Emulation.setDeviceMetricsOverride',
            { width, height, deviceScaleFactor: 1, mobile: false });
        await this.send('Emulation.setEmulatedMedia', { features: [
            { name: 'prefers-color-scheme', value: theme }] });
        await this.send('Emulation.setScriptExecutionDisabled',
            { value: !scripts });
    }

    // The value of an expression in the page, awaited.
    async value(expression) {
        const { result, exceptionDetails } = await this.send('Runtime.evaluate',
            { expression, awaitPromise: true, returnByValue: true });

        if (exceptionDetails)
            throw new Error(exceptionDetails.exception?.description
                ?? exceptionDetails.text);
        return result.value;
    }

    async press(key, modifiers = 0) {
        const code = { Tab: 9, Enter: 13, ' ': 32 }[key];

        for (const type of ['keyDown', 'keyUp'])
            await this.send('Input.dispatchKeyEvent', { type, key, modifiers,
                windowsVirtualKeyCode: code, text: key === 'Enter' ? '\r'
                    : key === ' ' ? ' ' : undefined });
    }

    async picture(clip) {
        const { data } = await this.send('Page.captureScreenshot',
            { format: 'png', captureBeyondViewport: true,
                ...(clip && { clip: { ...clip, scale: 1 } }) });

        return Buffer.from(data, 'base64');
    }

    async paper() {
        const { data } = await this.send('Page.printToPDF',
            { preferCSSPageSize: true, printBackground: false });

        return Buffer.from(data, 'base64');
    }

    async close() {
        await this.browser.send('Target.closeTarget',
            { targetId: this.target });
    }
}
