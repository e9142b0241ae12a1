import classes from './avatar.module.css';

const tones = 6;

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (!first) return '?';
  const letters = [...first];
  if (/\p{Script=Han}/u.test(first)) return letters.slice(-2).join('');
  const last = words.length > 1 ? [...words[words.length - 1]!][0]! : '';
  return ((letters[0] ?? '') + last).toUpperCase();
}

function toneOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return sum % tones;
}

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.avatar}
      data-tone={toneOf(name)}
      data-initials={initialsOf(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.42) }}
      aria-hidden="true"
    />
  );
}
