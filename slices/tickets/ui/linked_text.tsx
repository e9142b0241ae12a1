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

/** A sentence's full stop or the bracket around an address is not part of it. */
function trimEnd(found: string): string {
  let end = found.replace(/[.,;:!?]+$/, '');
  if (end.endsWith(')') && !end.includes('(')) end = end.slice(0, -1);
  return end;
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
