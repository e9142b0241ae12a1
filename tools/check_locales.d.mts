export function check(): { mistakes: string[]; count: number };
