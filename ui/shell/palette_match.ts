/** Every word typed must be somewhere in the title; case and accents do not matter. */
export function matches(title: string, words: string): boolean {
  const plain = fold(title);
  return fold(words)
    .split(/\s+/)
    .every((word) => plain.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{Diacritic}/gu, '').toLowerCase().trim();
}
