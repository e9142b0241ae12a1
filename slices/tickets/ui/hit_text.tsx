/** Text in which the server has put «» around what was found. */
export function HitText({ text }: { text: string }) {
  return text.split(/(«[^»]*»)/).map((part, index) => (part.startsWith('«') ? <mark key={index}>{part.slice(1, -1)}</mark> : part));
}
