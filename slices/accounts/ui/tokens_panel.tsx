import { Button, CopyButton, MultiSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Page, TokenRow } from '@ui/api/types';
import { Confirm } from '@ui/kit/confirm';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Panel } from '@ui/kit/page';
import { Row, Rows } from '@ui/kit/rows';
import { Moment } from '@ui/kit/time';
import classes from './tokens_panel.module.css';

const key = ['me', 'tokens'];
const scopes = ['tickets', 'people', 'organisations', 'projects', 'mail'].flatMap((what) => [`${what}:read`, `${what}:write`]);

export function TokensPanel() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [fresh, setFresh] = useState('');
  const tokens = useQuery({ queryKey: key, queryFn: async ({ signal }) => (await api.get<Page<TokenRow>>('/me/tokens', {}, signal)).items });
  const form = useFormState({ name: '', scopes: ['tickets:read'], expires: '' }, async ({ name, scopes: chosen, expires }, once) => {
    const body = { name, scopes: chosen, ...(expires && { expires_at: new Date(expires).toISOString() }) };
    const made = await api.post<TokenRow>('/me/tokens', body, once);
    setFresh(made.token ?? '');
    form.reset({ name: '', scopes: ['tickets:read'], expires: '' });
    void queries.invalidateQueries({ queryKey: key });
  });
  return (
    <Panel title={t('accounts.settings.tokens')}>
      <p className="muted">{t('accounts.settings.tokens_intro')}</p>
      {fresh && <FreshToken token={fresh} />}
      <Rows>
        {(tokens.data ?? []).map((token) => (
          <TokenLine key={token.id} token={token} onGone={() => void queries.invalidateQueries({ queryKey: key })} />
        ))}
      </Rows>
      <Form form={form} action={t('accounts.settings.token_create')} isQuiet>
        <Fields>
          <TextInput label={t('accounts.settings.token_name')} required {...form.text('name')} />
          <MultiSelect
            label={t('accounts.settings.token_scopes')}
            data={scopes}
            value={form.values.scopes}
            onChange={(next) => form.set('scopes', next)}
            error={form.mistake('scopes')}
          />
          <TextInput label={t('accounts.settings.expires')} type="date" {...form.text('expires')} />
        </Fields>
      </Form>
    </Panel>
  );
}

function FreshToken({ token }: { token: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.fresh} role="status">
      <p className={classes.words}>{t('accounts.settings.token_new')}</p>
      <code className={classes.token}>{token}</code>
      <CopyButton value={token}>
        {({ copied, copy }) => (
          <Button size="xs" onClick={copy}>
            {copied ? t('kit.copied') : t('accounts.settings.token_copy')}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

function TokenLine({ token, onGone }: { token: TokenRow; onGone: () => void }) {
  const { t } = useTranslation();
  return (
    <Row
      title={token.name}
      detail={
        <>
          {token.scopes.join(', ')} · {t('accounts.settings.created')} <Moment at={token.created_at} />
        </>
      }
      end={
        <Confirm
          title={t('accounts.settings.token_revoke_title')}
          action={t('accounts.settings.token_revoke')}
          onConfirm={() => api.remove(`/me/tokens/${token.id}`).then(onGone)}
          trigger={(open) => (
            <Button size="xs" onClick={open}>
              {t('accounts.settings.token_revoke')}
            </Button>
          )}
        >
          {t('accounts.settings.token_revoke_text', { name: token.name })}
        </Confirm>
      }
    />
  );
}
