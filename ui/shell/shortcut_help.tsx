import { useTranslation } from 'react-i18next';
import { Dialog } from '@ui/kit/dialog';
import { useAllShortcuts } from '@ui/kit/shortcuts';
import classes from './shortcut_help.module.css';

export function KeyWords({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keys.split(/[ +]/).map((key, index) => (
        <kbd key={index}>{key === 'mod' ? 'Ctrl' : key.length === 1 ? key.toUpperCase() : key}</kbd>
      ))}
    </span>
  );
}

export function ShortcutHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const shortcuts = useAllShortcuts();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('shell.keys.title')} size="lg">
      <p className="muted">{t('shell.keys.intro')}</p>
      <dl className={classes.list}>
        {shortcuts.map((shortcut) => (
          <div key={shortcut.keys} className={classes.row}>
            <dt>{shortcut.label}</dt>
            <dd>
              <KeyWords keys={shortcut.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
