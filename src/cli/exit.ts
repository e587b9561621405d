/** Exit statuses, the same for every command. */
export const Exit = {
	Compliant: 0,
	NotCompliant: 1,
	Usage: 2,
	CaptureIncomplete: 3,
} as const;
