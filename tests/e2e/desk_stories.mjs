// What an agent does all day beside answering: views of their own.
import { expect, Seat } from './harness.mjs';

export async function savedView(world, admin) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  await page.goto('/tickets?type=question');
  await seat.see('Question 29');
  await page.keyboard.press('v');
  const dialog = page.getByRole('dialog', { name: 'Save as a view' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Backups 备份');
  await dialog.getByRole('button', { name: 'Add group' }).click();
  const group = dialog.getByRole('group', { name: 'Any of these' });
  await group.getByRole('combobox', { name: 'What' }).click();
  await page.getByRole('option', { name: 'Words' }).click();
  await group.getByRole('textbox', { name: 'Value' }).fill('backup');
  await dialog.getByText('1 ticket', { exact: true }).waitFor();
  await dialog.getByText('Backup is slow over the week-end').waitFor();
  await seat.accessible('the view editor');
  await seat.shot('view-editor');
  await dialog.getByRole('combobox', { name: 'Beside the subject' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'Type' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('checkbox', { name: 'Share with the whole desk' }).check();
  await dialog.getByRole('button', { name: 'Save view' }).click();
  await page.waitForURL(/\/views\/saved/);
  await page.getByRole('heading', { level: 1, name: 'Backups 备份' }).waitFor();
  await page.locator('[data-index]', { hasText: 'Backup is slow' }).getByText('Question').waitFor();
  const item = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: /Backups 备份/ });
  await item.getByText('1', { exact: false }).first().waitFor();
  expect((await page.locator('[data-index]').count()) === 1, 'the view shows what it should not');
  await seat.shot('saved-view');
  await page.getByRole('button', { name: 'Edit this view' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
  await page.getByRole('dialog', { name: 'Delete view' }).getByRole('button', { name: 'Delete view' }).click();
  await page.waitForURL(/\/tickets$/);
  await item.waitFor({ state: 'detached' });
  await seat.close();
}

export async function cannedReply(world, admin) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  const { number } = await seat.must('POST', '/tickets', { subject: '请问如何升级？', body: '从 3.1 升级到 3.2。', requester_email: 'zhou@lanhai.example', requester_name: '周敏' });
  await page.goto('/canned-replies');
  await page.getByRole('button', { name: 'New canned reply' }).first().click();
  const form = page.getByRole('dialog', { name: 'New canned reply' });
  await form.getByRole('textbox', { name: 'Title' }).fill('Ask for the version');
  await form.getByRole('textbox', { name: 'Shortcut' }).fill('version');
  await form.getByRole('textbox', { name: 'Text in English' }).fill('Hello {{customer.nam}}, which version do you run?');
  await form.getByRole('button', { name: 'Create canned reply' }).click();
  await form.getByText('{{customer.nam}} cannot be filled in.').first().waitFor();
  await form.getByRole('textbox', { name: 'Text in English' }).fill('Hello {{customer.name}}, which version do you run in #{{ticket.number}}? {{agent.name}}');
  await seat.accessible('a new canned reply');
  await form.getByRole('button', { name: 'Create canned reply' }).click();
  await form.waitFor({ state: 'detached' });
  await seat.see('/version');
  await seat.shot('canned-replies');
  await page.goto(`/tickets/${number}`);
  const box = page.getByRole('textbox', { name: 'Reply' });
  await box.waitFor();
  await page.keyboard.press('r');
  await box.fill('see a/b\n');
  await page.keyboard.press('End');
  await page.keyboard.type('/');
  const picker = page.getByRole('dialog', { name: 'Insert a canned reply' });
  await picker.getByRole('combobox').waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.value === 'see a/b\n/');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('/');
  await picker.getByRole('combobox').fill('vers');
  await picker.getByText(`Hello 周敏, which version do you run in #${number}? ${admin.name}`).waitFor();
  await seat.accessible('choosing a canned reply');
  await seat.shot('canned-picker');
  await page.keyboard.press('Enter');
  await page.waitForFunction((wanted) => document.activeElement?.value === wanted, `see a/b\nHello 周敏, which version do you run in #${number}? ${admin.name}`);
  await page.keyboard.press('Control+Enter');
  await seat.see('Reply sent');
  await page.locator('li', { hasText: 'which version do you run' }).first().waitFor();
  await seat.close();
}

/** A colleague who has followed the link of their invitation and is signed in. */
async function inviteColleague(world, seat, { email, name, password }) {
  await seat.must('POST', '/invitations', { email, name, role: 'agent' });
  const other = await Seat.open(world);
  await other.page.goto('/sign-in');
  for (let tries = 0; tries < 60; tries++) {
    const { items } = await other.must('GET', '/demo/mails');
    const token = items.filter((one) => one.to.includes(email)).map((one) => /token=([^\s>]+)/.exec(one.text)?.[1]).find(Boolean);
    if (token) {
      await other.must('PUT', `/invitations/${token}`, { password });
      return other;
    }
    await seat.page.waitForTimeout(250);
  }
  throw new Error('no invitation came');
}

export async function collision(world, admin) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  const { number } = await seat.must('POST', '/tickets', { subject: 'Who answers first?', body: 'Please help.', requester_email: 'zhou@lanhai.example' });
  const other = await inviteColleague(world, seat, { email: 'mei@desk.example', name: 'Mei Tanaka', password: admin.password });
  await page.goto(`/tickets/${number}`);
  const box = page.getByRole('textbox', { name: 'Reply' });
  await box.waitFor();
  // The line is cut, so that the news comes with the refusal only.
  await page.route('**/api/v1/events/stream*', (route) => route.abort());
  await page.reload();
  await box.fill('My answer, slower.');
  await other.must('POST', `/tickets/${number}/messages`, { body: 'My answer, quicker.' });
  await box.press('Control+Enter');
  const stop = page.getByRole('alert').filter({ hasText: 'Not sent' });
  await stop.getByText('My answer, quicker.').waitFor();
  await stop.getByText('Mei Tanaka').waitFor();
  expect((await box.inputValue()) === 'My answer, slower.', 'what was typed is gone');
  await seat.accessible('a reply that was stopped');
  await seat.shot('collision');
  await stop.getByRole('button', { name: 'Go on writing' }).click();
  await box.fill('My answer, slower, agrees.');
  await other.must('POST', `/tickets/${number}/messages`, { body: 'And another thing.' });
  await box.press('Control+Enter');
  await stop.getByText('And another thing.').waitFor();
  expect((await stop.getByText('My answer, quicker.').count()) === 0, 'what was read already is shown again');
  await stop.getByRole('button', { name: 'Send anyway' }).click();
  await seat.see('Reply sent');
  await page.locator('li', { hasText: 'My answer, slower, agrees.' }).first().waitFor();
  await Promise.all([seat.close(), other.close()]);
}

export async function requiredField(world, admin) {
  const seat = await Seat.open(world, { who: admin });
  const { page } = seat;
  const field = await seat.must('POST', '/ticket-fields', { key: 'edition', name_en: 'Edition', name_zh: '产品版本', is_required: true });
  const { number } = await seat.must('POST', '/tickets', { subject: 'Which edition?', body: 'Please help.', requester_email: 'zhou@lanhai.example' });
  await page.goto(`/tickets/${number}`);
  await page.getByRole('button', { name: 'Resolve' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Edition' }).waitFor();
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await dialog.getByText('"Edition" must be filled in.').waitFor();
  await seat.accessible('resolving without a required field');
  await seat.shot('required-field');
  await dialog.getByRole('textbox', { name: 'Edition' }).fill('Team');
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await page.getByRole('button', { name: 'Status: Resolved' }).waitFor();
  await seat.must('DELETE', `/ticket-fields/${field.id}`);
  await seat.close();
}
