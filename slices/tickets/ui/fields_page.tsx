import { Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Confirm } from '@ui/kit/confirm';
import { Dialog } from '@ui/kit/dialog';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { Row, Rows } from '@ui/kit/rows';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { fieldTypes, nameOf, useTicketFields, type TicketField } from './ticket_fields';

export default function FieldsPage() {
  const { t } = useTranslation();
  const fields = useTicketFields();
  const [edited, setEdited] = useState<TicketField | 'new' | null>(null);
  const add = (
    <Button variant="primary" onClick={() => setEdited('new')}>
      {t('tickets.fields.new')}
    </Button>
  );
  return (
    <Page title={t('tickets.fields.title')} intro={t('tickets.fields.intro')} actions={add} width="read">
      {fields.isPending && <Waiting />}
      {fields.isError && <ErrorPanel error={fields.error} onRetry={() => void fields.refetch()} />}
      {fields.data?.length === 0 && (
        <EmptyState icon={<IconForms size={24} />} title={t('tickets.fields.empty')}>
          {t('tickets.fields.empty_text')}
        </EmptyState>
      )}
      {fields.data && fields.data.length > 0 && (
        <Panel>
          <Rows>
            {fields.data.map((field) => (
              <FieldRow key={field.id} field={field} onEdit={() => setEdited(field)} />
            ))}
          </Rows>
        </Panel>
      )}
      <Dialog isOpen={edited !== null} onClose={() => setEdited(null)} title={t(edited === 'new' ? 'tickets.fields.new' : 'tickets.fields.edit')}>
        {edited && <FieldForm field={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
    </Page>
  );
}

function FieldRow({ field, onEdit }: { field: TicketField; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const name = nameOf(field, i18n.language);
  const remove = async () => {
    await api.remove(`/ticket-fields/${field.id}`);
    await queries.invalidateQueries({ queryKey: ['ticket-fields'] });
  };
  const detail = [t(`tickets.fields.type_is.${field.type}`), field.key, ...(field.is_required ? [t('tickets.fields.required')] : []), ...field.options.slice(0, 8)];
  const actions = (
    <>
      <Button size="compact-xs" onClick={onEdit} aria-label={t('tickets.fields.edit_this', { name })}>
        {t('tickets.fields.edit')}
      </Button>
      <Confirm
        title={t('tickets.fields.delete')}
        action={t('tickets.fields.delete')}
        onConfirm={remove}
        trigger={(open) => (
          <Button size="compact-xs" onClick={open} aria-label={t('tickets.fields.delete_this', { name })}>
            {t('tickets.fields.delete')}
          </Button>
        )}
      >
        {t('tickets.fields.delete_text', { name })}
      </Confirm>
    </>
  );
  return <Row title={name} detail={detail.join(' · ')} end={actions} />;
}

function FieldForm({ field, onDone }: { field: TicketField | null; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { id: _id, ...start } = field ?? { id: '', key: '', name_en: '', name_zh: '', type: 'text' as const, options: [] as string[], is_required: false };
  const form = useFormState<Omit<TicketField, 'id'>>(start, async (values, key) => {
    const body = { ...values, options: values.type === 'select' ? values.options : [] };
    if (field) await api.patch(`/ticket-fields/${field.id}`, body);
    else await api.post('/ticket-fields', body, key);
    await queries.invalidateQueries({ queryKey: ['ticket-fields'] });
    onDone();
  });
  return (
    <Form form={form} action={field ? t('kit.save') : t('tickets.fields.create')}>
      <TextInput label={t('tickets.fields.key')} description={t('tickets.fields.key_hint')} required disabled={field !== null} data-autofocus={field === null || undefined} {...form.text('key')} />
      <Fields>
        <TextInput label={t('tickets.fields.name_en')} required {...form.text('name_en')} />
        <TextInput label={t('tickets.fields.name_zh')} required {...form.text('name_zh')} />
      </Fields>
      <Select
        label={t('tickets.fields.type')}
        data={fieldTypes.map((one) => ({ value: one, label: t(`tickets.fields.type_is.${one}`) }))}
        value={form.values.type}
        onChange={(type) => form.set('type', type as TicketField['type'])}
        disabled={field !== null}
        allowDeselect={false}
      />
      {form.values.type === 'select' && (
        <TagsInput label={t('tickets.fields.options')} description={t('tickets.fields.options_hint')} value={form.values.options} onChange={(options) => form.set('options', options)} splitChars={[]} error={form.mistake('options')} />
      )}
      <Checkbox label={t('tickets.fields.is_required')} checked={form.values.is_required} onChange={(event) => form.set('is_required', event.currentTarget.checked)} />
    </Form>
  );
}
