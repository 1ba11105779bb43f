/* The notes of forkcast work -a: see work_notes.h. */
#include "script/work/work_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>

#include "session/wait.h"
#include "shared/die.h"
#include "text/render.h"

/* Room for a note: words, and three names of 128 bytes together. */
#define NOTE_ROOM 320

void
work_notes_init(struct work_notes *notes, struct str group)
{
	lines_init(&notes->lines, VERB_NOTE, group, 0);
	lines_cut(&notes->lines); /* there is no file */
	notes->lines.quiet = true;
	notes->dropped = 0;
	notes->refused = false;
}

/* Adds the note "BEGINNING for POSTER in BOX". */
static void
note(struct work_notes *notes, struct str beginning, struct str box,
    const struct in_progress_item *item)
{
	char room[NOTE_ROOM];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	if (!BUF_CAT(&text, beginning, STR(" for "), str_from(item->poster),
		STR(" in "), box) ||
	    !lines_add(&notes->lines, buf_str(&text)))
		notes->dropped++;
}

void
work_notes_begun(struct work_notes *notes, struct str worker, struct str box,
    const struct in_progress_item *item)
{
	char room[NOTE_ROOM];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, STR("begin "), str_from(item->id), STR(" "),
	    worker); /* fits */
	note(notes, buf_str(&text), box, item);
}

void
work_notes_ended(struct work_notes *notes, struct str worker, struct str box,
    const struct in_progress_item *item, int status)
{
	const bool killed = WIFSIGNALED(status);
	const int number = killed ? WTERMSIG(status) : WEXITSTATUS(status);
	char room[NOTE_ROOM];
	struct buf text;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, killed ? STR("killed ") : STR("end "),
	    str_from(item->id), STR(" "), worker, STR(" "),
	    DECIMAL((uint64_t)number)); /* fits */
	note(notes, buf_str(&text), box, item);
}

void
work_notes_say(struct work_notes *notes, struct script *script)
{
	lines_say(&notes->lines, script);
}

/* Reports why a note was refused, once for all notes refused in a row. */
static void
tell_refused(const struct work_notes *notes, struct str reason)
{
	const struct str group = notes->lines.group;
	char why[SCRIPT_MESSAGE / 2];

	if (!notes->refused)
		complain("cannot send notes to %.*s: %s", (int)group.len,
		    group.at, render_string(why, sizeof(why), &reason, 1));
}

bool
work_notes_heed(struct work_notes *notes, const struct script *script,
    const struct command *line)
{
	if (!lines_heed(&notes->lines, script, line))
		return false;
	if (notes->lines.refused) {
		tell_refused(notes, line->arg[2]);
		notes->dropped++;
	}
	notes->refused = notes->lines.refused;
	notes->lines.refused = false;
	return true;
}

usec
work_notes_patience(const struct work_notes *notes, const struct script *script)
{
	const usec stuck = notes->lines.outbox.stuck;

	return stuck != 0 ? stuck + script->options.timeout : WAIT_FOR_EVER;
}

bool
work_notes_done(const struct work_notes *notes)
{
	return lines_done(&notes->lines);
}

void
work_notes_lose(struct work_notes *notes)
{
	outbox_forget(&notes->lines.outbox);
}

size_t
work_notes_unsent(struct work_notes *notes)
{
	return notes->dropped + outbox_refused(&notes->lines.outbox) +
	    outbox_pending(&notes->lines.outbox) + lines_unsaid(&notes->lines);
}
