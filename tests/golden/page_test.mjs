// The page of each bundled example in a real browser: axe-core in light and dark, without script, at 390 px, on paper,
// and no request but for the file itself.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const { SOURCE, SCRATCH, BAILIWICK, TOOLS } = process.env;
const EXAMPLES = ['agency-handover', 'software-vendor', 'nonprofit-combination'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
let passed = 0, failed = 0;

function check(what, good, seen = '') {
	if (good) passed++;
	else {
		failed++;
		console.log(`${what}: ${JSON.stringify(seen).slice(0, 800)}`);
	}
}

function skip(why) {
	console.log(`skipped: ${why}`);
	console.log('0 passed, 0 failed, 1 skipped');
	process.exit(0);
}

function load() {
	try {
		const require = createRequire(`${TOOLS}/package.json`);
		return { chromium: require('playwright-core').chromium, axe: require('axe-core').source };
	} catch {
		return skip('playwright-core and axe-core are not in build/tools (./run test installs them)');
	}
}

function write(example) {
	const folder = `${SOURCE}/examples/${example}`, out = `${SCRATCH}/${example}`;
	const done = spawnSync(BAILIWICK, ['audit', '--from', `${folder}/evidence`, '--engagement', `${folder}/engagement.yaml`,
		'--evidence', `${out}/store`, '--output', `${out}/report`, '--prepared-by', 'A. Person', '--format', 'html'], { encoding: 'utf8' });
	check(`${example}: the page is written`, existsSync(`${out}/report/report.html`), done.stderr);
	return `file://${out}/report/report.html`;
}

async function open(browser, url, options) {
	const context = await browser.newContext(options), page = await context.newPage(), requests = [], messages = [];
	page.on('request', (request) => { if (request.url() !== url) requests.push(request.url()); });
	page.on('console', (message) => messages.push(message.text()));
	page.on('pageerror', (error) => messages.push(String(error)));
	await page.goto(url);
	return { context, page, requests, messages };
}

async function looks(name, browser, url, scheme, axe) {
	const { context, page, requests, messages } = await open(browser, url, { viewport: { width: 1200, height: 900 }, colorScheme: scheme });
	await page.waitForSelector('#findings .live', { state: 'attached' });
	await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
	await page.evaluate(axe);
	const found = await page.evaluate(async (rules) => {
		const result = await window.axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] });
		return { violations: result.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].html.slice(0, 200)]), passes: result.passes.length };
	}, RULES);
	check(`${name}, ${scheme}: axe finds nothing`, found.violations.length === 0, found.violations);
	check(`${name}, ${scheme}: axe looked at colours and more`, found.passes > 10, found.passes);
	check(`${name}, ${scheme}: no request`, requests.length === 0, requests);
	check(`${name}, ${scheme}: the console is clean`, messages.length === 0, messages);
	await context.close();
}

async function narrow(name, browser, url) {
	const { context, page } = await open(browser, url, { viewport: { width: 390, height: 800 } });
	await page.waitForSelector('#findings .live', { state: 'attached' });
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	check(`${name}, 390 px: the page does not scroll sideways`, width <= 390, width);
	await context.close();
}

// locator calls work without the page's own script.
async function bare(name, browser, url) {
	const { context, page, requests } = await open(browser, url, { viewport: { width: 1200, height: 900 }, javaScriptEnabled: false });
	const total = Number(await page.locator('#findings').getAttribute('data-total'));
	check(`${name}, no script: rows of findings`, total > 0 && await page.locator('#findings tbody tr').count() === Math.min(total, 200), total);
	check(`${name}, no script: no dead filters`, await page.locator('.filters').count() === 0);
	check(`${name}, no script: the verdict can be read`, await page.locator('#verdict h2').isVisible());
	check(`${name}, no script: no request`, requests.length === 0, requests);
	await context.close();
}

async function paper(name, browser, url) {
	const { context, page } = await open(browser, url, { viewport: { width: 700, height: 900 }, colorScheme: 'dark' });
	await page.waitForSelector('#findings .live', { state: 'attached' });
	await page.emulateMedia({ media: 'print' });
	await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
	const seen = await page.evaluate(() => ({
		folded: document.querySelectorAll('details.fold:not([open])').length,
		filters: [...document.querySelectorAll('.filters')].filter((f) => f.offsetHeight > 0).length,
		ground: getComputedStyle(document.body).backgroundColor,
		objects: document.querySelector('#objects .scroll').offsetHeight,
		pointer: document.querySelector('#objects .pager').textContent,
	}));
	check(`${name}, print: nothing that opens the report stays folded`, seen.folded === 0, seen);
	check(`${name}, print: no filters`, seen.filters === 0, seen);
	check(`${name}, print: light whatever the scheme`, seen.ground === 'rgb(255, 255, 255)', seen);
	check(`${name}, print: the files read are named by their hash`, seen.objects === 0 && /objects\.csv.*[0-9a-f]{64}/.test(seen.pointer), seen);
	await context.close();
}

const { chromium, axe } = load();
const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
if (!program) skip('chromium is not installed');
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
for (const example of EXAMPLES) {
	const url = write(example);
	await looks(example, browser, url, 'light', axe);
	await looks(example, browser, url, 'dark', axe);
	await narrow(example, browser, url);
	await bare(example, browser, url);
	await paper(example, browser, url);
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
