// The stories, in order: each builds on the desk the ones before have made.
import { cannedReply, collision, requiredField, savedView } from './desk_stories.mjs';
import { expect, Seat } from './harness.mjs';

export const admin = { name: 'Ada Keller', email: process.env.E2E_EMAIL ?? 'ada@desk.example', password: process.env.E2E_PASSWORD ?? 'a rope holds the mast' };
const support = 'support@desk.example';
const subjects = ['Replica falls behind after failover', '升级之后命令行工具报错', 'How do we rotate the signing keys?', 'Backup is slow over the week-end'];

async function setUp(world) {
  if (!world.setupLink) return;
  const seat = await Seat.open(world);
  const { page } = seat;
  await page.goto(new URL(world.setupLink).pathname + new URL(world.setupLink).search);
  await seat.see('Set up your desk');
  await seat.accessible('set-up');
  for (const [field, value] of Object.entries({ ...admin, project_name: 'Keelson', support_address: support })) await page.locator(`input[name=${field}]`).fill(value);
  await seat.shot('setup');
  await page.getByRole('button', { name: 'Create the desk' }).click();
  await page.waitForURL(/\/tickets/);
  await seat.see('Everything open');
  await seat.close();
}

async function wrongPassword(world) {
  const seat = await Seat.open(world);
  await seat.page.goto('/tickets/7?view=mine');
  await seat.page.waitForURL(/sign-in\?next=/);
  await seat.page.locator('input[name=email]').fill(admin.email);
  await seat.page.locator('input[name=password]').fill('not the password');
  await seat.page.locator('button[type=submit]').click();
  await seat.page.getByRole('alert').waitFor();
  expect((await seat.page.locator('input[name=email]').inputValue()) === admin.email, 'what was typed is gone');
  await seat.accessible('sign-in with an error');
  await seat.close();
}

async function workTheList(world) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  for (let index = 0; index < 30; index++) {
    const body = { subject: index < 4 ? subjects[index] : `Question ${index} about range scans`, body: index === 1 ? '执行备份命令时提示无法读取配置文件。' : 'Could you have a look at this?' };
    await seat.must('POST', '/tickets', { ...body, requester_email: `person${index % 5}@meridian.example`, requester_name: `Person ${index % 5}` });
  }
  await page.goto('/tickets');
  await seat.see('Question 29');
  await seat.shot('list');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index]')?.getAttribute('data-index') === '1');
  await page.keyboard.press('k');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index]')?.getAttribute('data-index') === '0');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tickets\/\d+/);
  await page.getByRole('heading', { level: 1, name: 'Question 29 about range scans' }).waitFor();
  await page.keyboard.press('n');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Internal note');
  await page.keyboard.type('jk are letters here');
  await page.keyboard.press('Escape');
  await page.keyboard.press('s');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find or do something' }).fill('Replica');
  await page.getByRole('option', { name: /Replica falls behind/ }).waitFor();
  await seat.shot('palette');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: subjects[0] }).waitFor();
  await page.locator('body').click({ position: { x: 5, y: 300 } });
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/\/customers/);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('New ticket').waitFor();
  await seat.close();
}

async function filterAndComeBack(world) {
  const seat = await Seat.open(world, { who: admin, width: 1200 });
  const { page } = seat;
  await page.goto('/tickets?sort=number&order=asc&type=question');
  await seat.see('Question 4 about');
  const list = page.locator('[data-index]').first().locator('xpath=ancestor::div[1]');
  await list.evaluate((area) => area.scrollTo(0, 700));
  await page.waitForTimeout(200);
  await page.getByText('Question 18 about').first().click();
  await page.waitForURL(/\/tickets\/\d+\?/);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await seat.see('Question 18 about');
  const top = await page.locator('[data-index]').first().locator('xpath=ancestor::div[1]').evaluate((area) => area.scrollTop);
  expect(top > 400, `the list forgot its place: ${top}`);
  expect(page.url().includes('sort=number') && page.url().includes('type=question'), 'the list forgot its filters');
  await seat.close();
}

async function mailAndBack(world) {
  const desk = await Seat.open(world, { who: admin });
  const customer = await Seat.open(world);
  await desk.page.goto('/tickets');
  await desk.see('Question 29');
  await desk.page.waitForTimeout(500);

  await customer.page.goto('/demo');
  await customer.page.getByRole('button', { name: 'Write as a customer' }).click();
  for (const [field, value] of Object.entries({ from_name: 'Priya Natarajan', from: 'priya@meridian.example', to: support, subject: 'Cluster does not start' })) await customer.page.locator(`input[name=${field}]`).fill(value);
  await customer.page.locator('textarea[name=body]').fill('It stops after the snapshot was restored.\nhttps://status.meridian.example/42');
  await customer.accessible('writing a demonstration mail');
  await customer.page.getByRole('button', { name: 'Send mail' }).click();

  await desk.see('Cluster does not start');
  await desk.page.getByText('Cluster does not start').first().click();
  await desk.page.getByText('It stops after the snapshot').waitFor();
  await desk.page.keyboard.press('r');
  await desk.page.getByRole('textbox', { name: 'Reply' }).fill('Which version do you run? Please send the log.');
  await desk.page.getByText('Draft saved').waitFor();
  await desk.page.reload();
  await desk.page.getByRole('textbox', { name: 'Reply' }).waitFor();
  expect((await desk.page.getByRole('textbox', { name: 'Reply' }).inputValue()).startsWith('Which version'), 'the draft was not kept');
  await desk.page.getByRole('button', { name: 'Send', exact: true }).click();
  await desk.see('Reply sent');
  await desk.page.locator('li', { hasText: 'Which version do you run?' }).first().waitFor();
  await desk.shot('ticket');

  await customer.page.getByRole('button', { name: /Cluster does not start/ }).first().click();
  await customer.see('Which version do you run?');
  await customer.shot('demo');
  await customer.page.getByRole('button', { name: /^Reply as/ }).click();
  await customer.page.locator('textarea[name=body]').fill('We run 4.2.1, the log is attached.');
  await customer.page.setInputFiles('input[type=file]', { name: 'keelson 日志.txt', mimeType: 'text/plain', buffer: Buffer.from('term 41 < 42\n') });
  await customer.see('keelson 日志.txt');
  await customer.page.getByRole('button', { name: 'Send mail' }).click();

  await desk.see('We run 4.2.1, the log is attached.');
  await desk.see('keelson 日志.txt');
  await desk.page.getByRole('button', { name: 'Resolve' }).click();
  await desk.page.locator('input[name=summary]').fill('Snapshot of an older term; restore with --force-term.');
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
  await desk.see('Snapshot of an older term');
  await desk.page.getByRole('button', { name: 'Status: Resolved' }).waitFor();
  await Promise.all([desk.close(), customer.close()]);
}

async function attachAndNote(world) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  const { items } = await seat.must('GET', `/search?q=${encodeURIComponent('signing keys')}`);
  await page.goto(`/tickets/${items[0].number}`);
  await page.getByRole('textbox', { name: 'Reply' }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Internal note' }).fill('Ask upstream about KEEL-2231 first.');
  await page.setInputFiles('section input[type=file]', { name: 'trace.txt', mimeType: 'text/plain', buffer: Buffer.from('x'.repeat(2000)) });
  await seat.see('trace.txt');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.locator('li[data-kind=note]', { hasText: 'Ask upstream' }).getByText('Internal').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /trace\.txt/ }).click()]);
  expect(file.suggestedFilename() === 'trace.txt', 'the file has another name');
  await seat.close();
}

async function conflict(world) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  const { items } = await seat.must('GET', `/search?q=${encodeURIComponent('Backup is slow')}`);
  const number = items[0].number;
  await page.goto(`/tickets/${number}`);
  await page.getByRole('heading', { level: 1, name: 'Backup is slow' }).waitFor();
  let isFirst = true;
  await page.route(`**/api/v1/tickets/${number}`, async (route) => {
    if (route.request().method() !== 'PATCH' || !isFirst) return route.continue();
    isFirst = false;
    const known = await seat.api('GET', `/tickets/${number}`);
    await seat.must('PATCH', `/tickets/${number}`, { subject: 'Backup is slow since May' }, { 'if-match': known.etag });
    return route.continue();
  });
  await page.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: 'Incident' }).click();
  await seat.see('Someone changed this ticket');
  await seat.accessible('the conflict panel');
  await seat.shot('conflict');
  await page.getByRole('button', { name: 'Apply mine' }).click();
  await page.getByText('Someone changed this ticket').waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: 'Backup is slow since May' }).waitFor();
  const after = await seat.must('GET', `/tickets/${number}`);
  expect(after.type === 'incident' && after.subject === 'Backup is slow since May', 'one of the two changes is lost');
  await seat.close();
}

async function search(world) {
  const seat = await Seat.open(world, { who: admin });
  await seat.page.goto('/search');
  await seat.page.getByRole('searchbox').fill('备份');
  await seat.page.getByRole('link', { name: /升级之后命令行工具报错/ }).waitFor();
  expect((await seat.page.locator('mark').first().textContent()).includes('备份'), 'the hit is not marked');
  await seat.page.getByRole('searchbox').fill('rotate keys');
  await seat.page.getByRole('link', { name: /rotate the signing keys/ }).waitFor();
  await seat.accessible('search');
  await seat.close();
}

async function lostLine(world) {
  const seat = await Seat.open(world, { who: admin });
  const other = await Seat.open(world, { who: admin });
  await seat.page.goto('/tickets');
  await seat.see('Everything open');
  await seat.page.waitForTimeout(500);
  await seat.context.setOffline(true);
  await other.must('POST', '/tickets', { subject: 'Asked while the line was down', body: 'Hello' });
  await seat.see('Live updates have stopped', { timeout: 15_000 });
  await seat.context.setOffline(false);
  await seat.see('Asked while the line was down', { timeout: 15_000 });
  await seat.page.getByText('Live updates have stopped').waitFor({ state: 'detached' });
  await Promise.all([seat.close(), other.close()]);
}

async function portal(world) {
  const seat = await Seat.open(world);
  const { page } = seat;
  const who = { name: '王建国', email: 'wang@haichuan.example' };
  await page.goto('/register');
  for (const [field, value] of Object.entries(who)) await page.locator(`input[name=${field}]`).fill(value);
  await seat.accessible('registration');
  await page.locator('button[type=submit]').click();
  await seat.see('Check your mail');
  const link = await verificationLink(seat, who.email);
  await page.goto(link);
  await page.locator('input[name=password]').fill('steady as she goes 7');
  await page.getByRole('button', { name: 'Confirm and sign in' }).click();
  await page.waitForURL(/\/tickets/);
  await seat.see('You have not asked us anything yet');
  await page.getByRole('button', { name: 'Ask for help' }).click();
  await page.locator('input[name=subject]').fill('证书到期提醒没有收到');
  await page.locator('textarea[name=body]').fill('今年没有收到提醒邮件，请帮忙看看。');
  await seat.accessible('asking for help');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.waitForURL(/\/tickets\/\d+/);
  await seat.see('We are on it');
  expect((await page.getByRole('button', { name: 'Internal note' }).count()) === 0, 'a customer is offered internal notes');
  await seat.accessible('a ticket in the portal');
  await seat.shot('portal');
  await page.getByRole('button', { name: 'This is solved' }).click();
  await seat.see('Solved');
  await page.goto('/users');
  await page.waitForURL(/\/tickets$/);
  await seat.close();
}

async function verificationLink(seat, email) {
  for (let tries = 0; tries < 40; tries++) {
    const { items } = await seat.must('GET', '/demo/mails');
    const mail = items.find((one) => one.to.includes(email) && /\/verify\?token=/.test(one.text));
    if (mail) return /\/verify\?token=[^\s>]+/.exec(mail.text)[0];
    await seat.page.waitForTimeout(250);
  }
  throw new Error('no verification mail came');
}

async function pagesOf(seat) {
  const { items } = await seat.must('GET', '/tickets?limit=1');
  const people = await seat.must('GET', '/people?limit=1');
  const organisations = await seat.must('GET', '/organisations');
  const organisation = organisations.items[0] ?? (await seat.must('POST', '/organisations', { name: 'Meridian Freight' }));
  return ['/tickets', '/views/all', `/tickets/${items[0].number}`, '/tickets/new', '/search?q=backup', '/customers', `/customers/${organisation.id}`, `/people/${people.items[0].id}`,
    '/projects', '/users', '/teams', '/mail/outbox?state=sent', '/mail/unprocessed', '/mail/mailboxes', '/jobs', '/audit', '/settings', '/demo', '/no/such/page'];
}

/** Nothing is loading any more, neither at once nor a moment later. */
async function settled(page) {
  for (let calm = 0; calm < 2; ) {
    await page.waitForTimeout(150);
    calm = (await page.locator('[aria-busy=true]').count()) === 0 ? calm + 1 : 0;
  }
}

async function everyPage(world, { dark, zh, width = 1440, height = 900, name, isPhone = false }) {
  const seat = await Seat.open(world, { who: admin, dark, zh: false, width, height });
  if (zh) await seat.must('PATCH', '/me', { language: 'zh' });
  await seat.page.evaluate((language) => localStorage.setItem('mainstay.language', language), zh ? 'zh' : 'en');
  const mistakes = [];
  for (const path of await pagesOf(seat)) {
    await seat.page.goto(path);
    await seat.page.locator('main, h1').first().waitFor();
    await settled(seat.page);
    await seat.shot(`${name}${path.replace(/[^a-z]+/g, '-').slice(0, 24)}`);
    await seat.accessible(path).catch((error) => mistakes.push(error.message));
    if (isPhone) await seat.fits(path).catch((error) => mistakes.push(error.message));
    if (zh && path === '/tickets') await seat.see('所有进行中');
  }
  if (zh) await seat.must('PATCH', '/me', { language: 'en' });
  await seat.close();
  expect(mistakes.length === 0, mistakes.join('\n    '));
}

async function noComplaints(world) {
  expect(world.complaints.length === 0, [...new Set(world.complaints)].join('\n    '));
}

export const stories = [
  ['the first administrator sets up the desk', setUp],
  ['a wrong password keeps what was typed', wrongPassword],
  ['an agent works the list with the keyboard', workTheList],
  ['a list keeps its filters and its place', filterAndComeBack],
  ['an agent saves the list as a view, sees what it will show, and removes it', (world) => savedView(world, admin)],
  ['a canned reply is written, found by its shortcut, and sent', (world) => cannedReply(world, admin)],
  ['two agents answer at once: the second is stopped, reads, and decides', (world) => collision(world, admin)],
  ['a required field is asked for when resolving', (world) => requiredField(world, admin)],
  ['a mail comes in, is answered, answered again and resolved, all live', mailAndBack],
  ['a note with a file stays internal', attachAndNote],
  ['two changes at once: both are seen, none is lost', conflict],
  ['search finds English and Chinese', search],
  ['a lost line is told, mended, and nothing is missed', lostLine],
  ['a customer registers, asks and closes', portal],
  ['every page in the light is accessible', (world) => everyPage(world, { dark: false, name: 'light' })],
  ['every page in the dark and in Chinese is accessible', (world) => everyPage(world, { dark: true, zh: true, name: 'dark-zh' })],
  ['every page fits a phone of 360 px', (world) => everyPage(world, { dark: false, width: 360, height: 740, name: 'phone', isPhone: true })],
  ['no page complained or broke the content policy', noComplaints],
];
