/*
 * client/person/notes/via_notes: a line that the command of a connection says
 * again is counted, and the oldest is forgotten for another one.
 */
#include "client/person/notes/via_notes.h"
#include "tests/lib/must.h"

static struct via_notes notes;

static bool
is_new(const char *line)
{
	return via_notes_are_new(&notes, str_from(line));
}

int
main(void)
{
	TAP_OK(is_new("refused") && is_new("no route"), "two lines are new");
	TAP_OK(!is_new("refused") && !is_new("refused"), "one comes again");
	TAP_NUM(notes.note[0].times, 3, "so often");
	TAP_NUM(notes.note[1].times, 1, "and the other once");
	TAP_OK(is_new("refuse") && is_new("refused!"), "others are like it");
	TAP_OK(is_new("fifth"), "one more");
	TAP_NUM(notes.count, VIA_NOTES_MOST, "they are few");
	TAP_OK(!is_new("no route") && is_new("refused"), "one is forgotten");
	return tap_done();
}
