/** A select whose choices are looked for while one types. */
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface Choice {
  value: string;
  label: string;
}

interface AsyncSelectProps extends Omit<SelectProps, 'data' | 'onChange' | 'value'> {
  value: string | null;
  /** The label of the value chosen before the list was ever opened. */
  current?: Choice | null;
  useChoices: (words: string, enabled: boolean) => Choice[];
  onChange: (value: string | null, label: string) => void;
}

export function AsyncSelect({ value, current, useChoices, onChange, ...rest }: AsyncSelectProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [asked] = useDebouncedValue(words === current?.label ? '' : words, 200);
  const found = useChoices(asked, isOpen);
  const choices = current && !found.some((choice) => choice.value === current.value) ? [current, ...found] : found;
  return (
    <Select
      data={choices}
      value={value}
      onChange={(next, option) => onChange(next, option?.label ?? '')}
      searchable
      filter={({ options }) => options}
      onSearchChange={setWords}
      onDropdownOpen={() => setOpen(true)}
      nothingFoundMessage={t('kit.nothing_found')}
      {...rest}
    />
  );
}
