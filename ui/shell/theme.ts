/** Mantine dressed in the tokens: components take their colours from tokens.css, never from here. */
import { Button, createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const sea: MantineColorsTuple = [
  '#e9f3fa', '#d3e5f2', '#a6cbe5', '#7cbbe6', '#4f97c6', '#2f7db0', '#1d6697', '#0f4c75', '#0b3a5a', '#082a42',
];

const buttonColours: Record<string, Record<string, string>> = {
  primary: {
    '--button-bg': 'var(--ms-accent)',
    '--button-hover': 'var(--ms-accent-hover)',
    '--button-color': 'var(--ms-on-accent)',
    '--button-bd': '1px solid transparent',
  },
  danger: {
    '--button-bg': 'transparent',
    '--button-hover': 'var(--ms-red-soft)',
    '--button-color': 'var(--ms-red)',
    '--button-bd': '1px solid var(--ms-red)',
  },
};

export const theme = createTheme({
  colors: { sea },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  fontFamily: 'var(--ms-font)',
  fontFamilyMonospace: 'var(--ms-mono)',
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: { fontWeight: '600' },
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => ({ root: buttonColours[props.variant ?? ''] ?? {} }),
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 100 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 10, transitionProps: { duration: 120 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
    Select: { defaultProps: { size: 'sm', comboboxProps: { shadow: 'md' } } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--ms-surface)',
  '--mantine-color-text': 'var(--ms-text)',
  '--mantine-color-dimmed': 'var(--ms-muted)',
  '--mantine-color-placeholder': 'var(--ms-muted)',
  '--mantine-color-anchor': 'var(--ms-link)',
  '--mantine-color-error': 'var(--ms-red)',
  '--mantine-color-default': 'var(--ms-surface)',
  '--mantine-color-default-hover': 'var(--ms-hover)',
  '--mantine-color-default-color': 'var(--ms-text)',
  '--mantine-color-default-border': 'var(--ms-line)',
  '--mantine-color-gray-light-hover': 'var(--ms-hover)',
  '--mantine-color-gray-light-color': 'var(--ms-text-2)',
};

export const resolveVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
