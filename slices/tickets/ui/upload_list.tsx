import { CloseButton, Progress } from '@mantine/core';
import { IconAlertTriangle, IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@ui/kit/states';
import { sizeOf } from '@ui/kit/time';
import classes from './upload_list.module.css';
import type { Uploads } from './use_uploads';

export function UploadList({ uploads }: { uploads: Uploads }) {
  const { t, i18n } = useTranslation();
  const textOf = useErrorText();
  if (uploads.files.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('tickets.attachments')}>
      {uploads.files.map((file) => (
        <li key={file.key} className={classes.file} data-bad={file.error !== null || undefined}>
          {file.error ? <IconAlertTriangle size={14} aria-hidden="true" /> : <IconPaperclip size={14} aria-hidden="true" />}
          <span className={classes.name}>{file.name}</span>
          <span className={classes.size}>{file.error ? textOf(file.error) : sizeOf(file.size, i18n.language)}</span>
          {file.id === null && !file.error && (
            <Progress className={classes.progress} size="xs" value={file.share * 100} aria-label={t('tickets.uploading', { name: file.name })} />
          )}
          <CloseButton size="xs" onClick={() => uploads.remove(file.key)} aria-label={t('tickets.remove_file', { name: file.name })} />
        </li>
      ))}
    </ul>
  );
}
