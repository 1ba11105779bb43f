/*
 * The figures of the journal for forkcastctl(8), told as a line "figures FILES
 * BYTES SYNCS TIME LETTERS": the files of the history and their bytes; how many
 * syncs there were since the last such line, and the microseconds they took;
 * and the letters that wait in mailboxes.
 *
 * And the room that there is for rows, "room ID GROUPS ACCOUNTS LETTERS BYTES":
 * when all changes of rows up to that ID were made, there was room for so many
 * rows more of groups and of the tables of accounts, and for so many letters;
 * and the tables of accounts had so many bytes.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_FIGURES_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_FIGURES_H

#include <stdint.h>

#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_rows.h"
#include "shared/buf.h"
#include "shared/clock.h"

struct journal_figures {
	const struct journal_files *files;
	const struct journal_rows *rows;
	/* As last told. */
	uint64_t syncs;
	usec time;
	uint64_t newest; /* bytes of the newest file: others rarely change */
	size_t count; /* of files */
	uint32_t letters;
	usec next; /* not told again before */
	uint64_t room_id;
	usec room_next; /* 0: it was never told */
};

/*
 * Appends the line, which has to fit, if anything has changed and the last line
 * was a second ago.
 */
void journal_figures_tell(
    struct journal_figures *figures, struct buf *up, usec now);

/*
 * Appends the line "room", in the same way; at once if there is little room. ID
 * is the last one of a record that was taken.
 */
void journal_figures_tell_room(
    struct journal_figures *figures, uint64_t id, struct buf *up, usec now);

/*
 * Returns when to call these again; UINT64_MAX: when anything has changed. ID
 * as above.
 */
usec journal_figures_next(const struct journal_figures *figures, uint64_t id);

#endif
