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
