/** One mast, two stays. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeLinecap="round" strokeWidth="2" aria-hidden="true">
      <path d="M12 3v18" stroke="currentColor" />
      <path d="M12 4 4.5 20" stroke="var(--ms-mark-stay, #5fd3c8)" />
      <path d="M12 4l7.5 16" stroke="var(--ms-mark-stay, #5fd3c8)" />
    </svg>
  );
}
