import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconBuilding, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Organisation, Page as Items } from '@ui/api/types';
import { DataTable, type Column } from '@ui/kit/data_table';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { Page } from '@ui/kit/page';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';

export default function CustomersPage() {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [isAdding, setAdding] = useState(false);
  const [asked] = useDebouncedValue(words.trim(), 200);
  const list = useQuery({
    queryKey: ['organisations', 'list', asked],
    queryFn: async ({ signal }) => (await api.get<Items<Organisation>>('/organisations', { q: asked, limit: 200 }, signal)).items,
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      {t('customers.new')}
    </Button>
  );
  const tools = (
    <TextInput
      size="xs"
      w={280}
      maw="100%"
      value={words}
      onChange={(event) => setWords(event.currentTarget.value)}
      leftSection={<IconSearch size={14} />}
      placeholder={t('customers.search')}
      aria-label={t('customers.search')}
    />
  );
  return (
    <Page title={t('customers.title')} intro={t('customers.intro')} actions={add}>
      {list.isPending && <Waiting />}
      {list.isError && <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <DataTable
          name="customers"
          label={t('customers.title')}
          rows={list.data}
          columns={columns}
          keyOf={(one) => one.id}
          tools={tools}
          empty={
            <EmptyState icon={<IconBuilding size={24} />} title={t('customers.empty')}>
              {t('customers.empty_text')}
            </EmptyState>
          }
        />
      )}
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t('customers.new')}>
        <NewOrganisation />
      </Dialog>
    </Page>
  );
}

function useColumns(): Column<Organisation>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'name',
      title: t('customers.name'),
      value: (one) => one.name,
      canHide: false,
      cell: (one) => <RouteLink to={`/customers/${one.id}`}>{one.name}</RouteLink>,
    },
    { id: 'domains', title: t('customers.domains'), value: (one) => one.domains.map((domain) => domain.domain).join(', ') },
    { id: 'language', title: t('customers.language'), value: (one) => t(`languages.${one.language}`) },
    { id: 'contacts', title: t('customers.contacts'), value: (one) => one.contact_count, isNumber: true },
    { id: 'open', title: t('customers.open_tickets'), value: (one) => one.open_tickets, isNumber: true },
  ];
}

function NewOrganisation() {
  const { t } = useTranslation();
  const go = useGo();
  const queries = useQueryClient();
  const form = useFormState({ name: '', notes: '' }, async (values, key) => {
    const made = await api.post<Organisation>('/organisations', values, key);
    void queries.invalidateQueries({ queryKey: ['organisations'] });
    go(`/customers/${made.id}`);
  });
  return (
    <Form form={form} action={t('customers.create')}>
      <TextInput label={t('customers.name')} required data-autofocus {...form.text('name')} />
      <TextInput label={t('customers.notes')} {...form.text('notes')} />
    </Form>
  );
}
