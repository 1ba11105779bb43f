/* The lines that the command of a connection has repeated: see via_notes.h. */
#include "person/notes/via_notes.h"

#include <string.h>

bool
via_notes_are_new(struct via_notes *notes, struct str line)
{
	struct via_note *note = notes->note;

	for (; note < notes->note + notes->count; note++)
		if (str_eq(line, (struct str) { note->text, note->len })) {
			note->times++;
			return false;
		}
	if (notes->count == VIA_NOTES_MOST) {
		notes->count--;
		memmove(
		    notes->note, notes->note + 1, notes->count * sizeof(*note));
	}
	note = &notes->note[notes->count++];
	note->len = line.len;
	note->times = 1;
	memcpy(note->text, line.at, line.len);
	return true;
}
