import { Button, FileButton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { UploadList } from './upload_list';
import type { Uploads } from './use_uploads';

export function AttachField({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation();
  return (
    <div>
      <FileButton multiple onChange={(files) => uploads.add(files)}>
        {(props) => (
          <Button {...props} size="xs" leftSection={<IconPaperclip size={14} />} mb={6}>
            {t('tickets.attach')}
          </Button>
        )}
      </FileButton>
      <UploadList uploads={uploads} />
    </div>
  );
}
