/** Who I am, my language and colours, and the way out. */
import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Language, Me } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { useGo } from '@ui/kit/route_link';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { switchLanguage } from './i18n';
import { useLeave } from './session';

const languages: { code: Language; name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'zh', name: '中文' },
];

const schemes = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

export function AccountMenu({ me, onHelp }: { me: Me; onHelp?: () => void }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = useGo();
  const leave = useLeave();
  const textOf = useErrorText();
  const choose = async (code: Language) => {
    await switchLanguage(code);
    await api.patch('/me', { language: code }).catch((error: unknown) => warn(textOf(error)));
  };
  const signOut = () => leave().then(() => go('/sign-in'), (error: unknown) => warn(textOf(error)));
  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t('shell.account_of', { name: me.name })} style={{ borderRadius: '50%', flex: 'none' }} m={4}>
          <Avatar name={me.name} size={32} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name}
          <br />
          {me.email}
        </Menu.Label>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => go('/settings')}>
          {t('shell.settings')}
        </Menu.Item>
        {onHelp && (
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onHelp} rightSection={<kbd>?</kbd>}>
            {t('shell.keys.title')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {schemes.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === value ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`shell.theme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {languages.map(({ code, name }) => (
          <Menu.Item
            key={code}
            leftSection={<IconLanguage size={16} />}
            rightSection={i18n.language === code ? <IconCheck size={14} /> : null}
            onClick={() => void choose(code)}
            lang={code}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('shell.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
