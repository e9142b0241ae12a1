import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Organisation } from '@ui/api/types';
import { Form, useFormState } from '@ui/kit/form';
import { Panel } from '@ui/kit/page';
import { Pill } from '@ui/kit/pill';
import { Row, Rows } from '@ui/kit/rows';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { organisationOptions } from './queries';

export function DomainsPanel({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey: organisationOptions(organisation.id).queryKey });
  const path = (domain: string) => `/organisations/${organisation.id}/domains/${encodeURIComponent(domain)}`;
  const form = useFormState({ domain: '' }, async ({ domain }) => {
    await api.put(path(domain.trim().replace(/^@/, '')));
    form.reset({ domain: '' });
    await refresh();
  });
  const remove = (domain: string) => api.remove(path(domain)).then(refresh, (error: unknown) => void warn(textOf(error)));
  return (
    <Panel title={t('customers.domains')}>
      <p className="muted">{t('customers.domains_intro')}</p>
      <Rows>
        {organisation.domains.map(({ domain, is_verified }) => (
          <Row
            key={domain}
            title={domain}
            end={
              <>
                <Pill tone={is_verified ? 'green' : 'amber'}>{is_verified ? t('customers.verified') : t('customers.unverified')}</Pill>
                <Button size="compact-xs" onClick={() => void remove(domain)} aria-label={t('customers.remove_domain', { domain })}>
                  {t('kit.remove')}
                </Button>
              </>
            }
          />
        ))}
      </Rows>
      <Form form={form} action={t('customers.add_domain')} isQuiet>
        <TextInput aria-label={t('customers.domain')} placeholder="example.com" maw={320} {...form.text('domain')} />
      </Form>
    </Panel>
  );
}
