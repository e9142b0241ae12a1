/** The administrator's own fields of a ticket; a value is saved when its input is left. */
import { NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { nameOf, useTicketFields, withValue, type FieldValue, type TicketField } from './ticket_fields';
import { useTicketWork } from './ticket_work';

export function CustomFields({ ticket }: { ticket: Ticket }) {
  const fields = useTicketFields();
  const { edit } = useTicketWork();
  const known = fields.data ?? [];
  const save = (field: TicketField, value: FieldValue) => {
    if ((ticket.fields[field.key] ?? null) !== (value === '' ? null : value)) edit({ fields: withValue(known, ticket.fields, field.key, value) });
  };
  return known.map((field) => (
    <CustomField key={field.id} field={field} value={(ticket.fields[field.key] ?? null) as FieldValue} onSave={(value) => save(field, value)} />
  ));
}

interface CustomFieldProps {
  field: TicketField;
  value: FieldValue;
  onSave: (value: FieldValue) => void;
  error?: string;
}

export function CustomField({ field, value, onSave, error }: CustomFieldProps) {
  const { t, i18n } = useTranslation();
  const label = nameOf(field, i18n.language);
  const common = { size: 'xs', label, withAsterisk: field.is_required, error } as const;
  if (field.type === 'boolean') {
    const data = [
      { value: 'true', label: t('tickets.fields.yes') },
      { value: 'false', label: t('tickets.fields.no') },
    ];
    return <Select {...common} data={data} value={value === null ? null : String(value)} placeholder={t('kit.none')} onChange={(one) => onSave(one === null ? null : one === 'true')} clearable clearButtonProps={{ 'aria-label': t('tickets.fields.clear', { name: label }) }} />;
  }
  if (field.type === 'select')
    return <Select {...common} data={field.options} value={value === null ? null : String(value)} placeholder={t('kit.none')} onChange={onSave} clearable clearButtonProps={{ 'aria-label': t('tickets.fields.clear', { name: label }) }} />;
  if (field.type === 'integer') return <WholeNumber key={String(value)} {...common} value={value} onSave={onSave} />;
  return <PlainText key={String(value)} {...common} type={field.type} value={value} onSave={onSave} />;
}

interface InputProps {
  size: 'xs';
  label: string;
  withAsterisk: boolean;
  error: string | undefined;
  value: FieldValue;
  onSave: (value: FieldValue) => void;
}

function WholeNumber({ value, onSave, ...common }: InputProps) {
  const [typed, setTyped] = useState<string | number>(typeof value === 'number' ? value : '');
  return <NumberInput {...common} value={typed} onChange={setTyped} onBlur={() => onSave(typeof typed === 'number' ? typed : null)} allowDecimal={false} hideControls />;
}

function PlainText({ type, value, onSave, ...common }: InputProps & { type: TicketField['type'] }) {
  const [typed, setTyped] = useState(value === null ? '' : String(value));
  return (
    <TextInput
      {...common}
      type={type === 'date' ? 'date' : 'text'}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => onSave(typed.trim())}
      onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
    />
  );
}
