import { IconFile, IconFileText, IconFileZip, IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '@ui/api/types';
import { sizeOf } from '@ui/kit/time';
import classes from './attachment_list.module.css';

export function iconOf(type: string) {
  if (type.startsWith('image/')) return IconPhoto;
  if (type.startsWith('text/')) return IconFileText;
  if (/zip|gzip|tar|compressed/.test(type)) return IconFileZip;
  return IconFile;
}

export function AttachmentList({ attachments }: { attachments: Attachment[] }) {
  const { t, i18n } = useTranslation();
  if (attachments.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('tickets.attachments')}>
      {attachments.map((file) => {
        const Shape = iconOf(file.type);
        return (
          <li key={file.id}>
            <a className={classes.file} href={file.url || `/api/v1/attachments/${file.id}`} download={file.name}>
              <Shape size={16} aria-hidden="true" />
              <span className={classes.name}>{file.name}</span>
              <span className={classes.size}>{sizeOf(file.size, i18n.language)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
