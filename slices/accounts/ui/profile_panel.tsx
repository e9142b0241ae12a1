import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Language, Me } from '@ui/api/types';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Panel } from '@ui/kit/page';
import { say } from '@ui/kit/toast';
import { timeZones } from '@ui/kit/time_zones';
import { switchLanguage } from '@ui/shell/i18n';
import { meQuery } from '@ui/shell/session';

export function ProfilePanel({ me }: { me: Me }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useFormState({ name: me.name, language: me.language, time_zone: me.time_zone }, async (values) => {
    const next = await api.patch<Me>('/me', values);
    queries.setQueryData(meQuery.queryKey, next);
    await switchLanguage(next.language);
    say(t('kit.saved'));
  });
  return (
    <Panel title={t('accounts.settings.profile')}>
      <Form form={form} action={t('kit.save')}>
        <Fields>
          <TextInput label={t('accounts.name')} autoComplete="name" {...form.text('name')} />
          <TextInput label={t('accounts.email')} value={me.email} readOnly />
          <Select
            label={t('accounts.language')}
            data={(['en', 'zh'] as const).map((code) => ({ value: code, label: t(`languages.${code}`) }))}
            value={form.values.language}
            onChange={(code) => form.set('language', code as Language)}
            allowDeselect={false}
          />
          <Select
            label={t('accounts.settings.time_zone')}
            description={t('accounts.settings.time_zone_hint')}
            data={timeZones(me.time_zone)}
            value={form.values.time_zone}
            onChange={(zone) => zone && form.set('time_zone', zone)}
            searchable
            allowDeselect={false}
            limit={60}
            error={form.mistake('time_zone')}
          />
        </Fields>
      </Form>
    </Panel>
  );
}
