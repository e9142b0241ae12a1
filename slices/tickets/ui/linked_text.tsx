/** Plain text as it was written; addresses in it become links, nothing else is read into it. */
import { Fragment } from 'react';

const address = /\bhttps?:\/\/[^\s<>"'`，。；：！？、）】》]+/g;

export interface TextPart {
  text: string;
  href?: string;
}

export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const href = trimEnd(match[0]);
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ text: href, href });
    at = match.index + href.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}

/** A sentence's full stop or the bracket around an address is not part of it; a bracket opened in it is. */
function trimEnd(found: string): string {
  let end = found;
  for (;;) {
    const last = end[end.length - 1];
    const isSurplus = last === ')' && end.split(')').length > end.split('(').length;
    if (!isSurplus && !/[.,;:!?]$/.test(end)) return end;
    end = end.slice(0, -1);
  }
}

export function LinkedText({ text }: { text: string }) {
  return partsOf(text).map((part, index) =>
    part.href ? (
      <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ) : (
      <Fragment key={index}>{part.text}</Fragment>
    ),
  );
}
