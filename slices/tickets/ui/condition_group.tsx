/** Conditions in groups of groups. */
import { ActionIcon, Button, SegmentedControl, Select } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { conditionFields, freshLeaf, isGroup, mostLevels, opsOf, type ConditionField, type Group, type Kind, type Leaf, type Part } from './conditions';
import { ConditionValue } from './condition_value';
import classes from './view_editor.module.css';

interface GroupProps {
  group: Group;
  level: number;
  onChange: (group: Group) => void;
  onRemove?: () => void;
}

export function ConditionGroup({ group, level, onChange, onRemove }: GroupProps) {
  const { t } = useTranslation();
  const put = (index: number, part: Part) => onChange({ ...group, parts: group.parts.map((one, at) => (at === index ? part : one)) });
  const drop = (index: number) => onChange({ ...group, parts: group.parts.filter((_, at) => at !== index) });
  const add = (part: Part) => onChange({ ...group, parts: [...group.parts, part] });
  return (
    <div className={classes.group} role="group" aria-label={t(`tickets.condition.${group.kind}`)} data-level={level}>
      <div className={classes.groupHead}>
        <SegmentedControl
          size="xs"
          aria-label={t('tickets.condition.match')}
          data={(['all', 'any'] as Kind[]).map((kind) => ({ value: kind, label: t(`tickets.condition.${kind}`) }))}
          value={group.kind}
          onChange={(kind) => onChange({ ...group, kind: kind as Kind })}
        />
        {onRemove && (
          <ActionIcon onClick={onRemove} aria-label={t('tickets.condition.remove_group')}>
            <IconX size={15} />
          </ActionIcon>
        )}
      </div>
      {group.parts.map((part, index) =>
        isGroup(part) ? (
          <ConditionGroup key={index} group={part} level={level + 1} onChange={(next) => put(index, next)} onRemove={() => drop(index)} />
        ) : (
          <ConditionLine key={index} leaf={part} onChange={(next) => put(index, next)} onRemove={() => drop(index)} />
        ),
      )}
      <div className={classes.add}>
        <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => add(freshLeaf())}>
          {t('tickets.condition.add')}
        </Button>
        {level < mostLevels && (
          <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => add({ kind: group.kind === 'all' ? 'any' : 'all', parts: [freshLeaf()] })}>
            {t('tickets.condition.add_group')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface LineProps {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
  onRemove: () => void;
}

function ConditionLine({ leaf, onChange, onRemove }: LineProps) {
  const { t } = useTranslation();
  const isAge = (op: string) => op === 'older_than' || op === 'newer_than';
  const setOp = (op: string) => onChange({ ...leaf, op, values: isAge(op) !== isAge(leaf.op) ? [] : leaf.values });
  return (
    <div className={classes.line}>
      <Select
        size="xs"
        aria-label={t('tickets.condition.field')}
        data={conditionFields.map((field) => ({ value: field, label: t(`tickets.condition.fields.${field}`) }))}
        value={leaf.field}
        onChange={(field) => field && field !== leaf.field && onChange(freshLeaf(field as ConditionField))}
        allowDeselect={false}
      />
      <Select
        size="xs"
        aria-label={t('tickets.condition.op')}
        data={opsOf(leaf.field).map((op) => ({ value: op, label: t(`tickets.condition.ops.${op}`) }))}
        value={leaf.op}
        onChange={(op) => op && setOp(op)}
        allowDeselect={false}
      />
      <div className={classes.value}>
        <ConditionValue leaf={leaf} onChange={(values) => onChange({ ...leaf, values })} />
      </div>
      <ActionIcon onClick={onRemove} aria-label={t('tickets.condition.remove')}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
