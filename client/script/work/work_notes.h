/*
 * The notes of forkcast work -a, which tell a group when a command begins and
 * ends. They are sent in order, and do not hold up the work: a note that the
 * group refuses, or for which there is no room to wait, is dropped.
 */
#ifndef CLIENT_SCRIPT_WORK_NOTES_H
#define CLIENT_SCRIPT_WORK_NOTES_H

#include <stddef.h>

#include "script/lines.h"
#include "script/script.h"
#include "script/work/jobs_in_progress.h"

struct work_notes {
	struct lines lines;
	size_t dropped; /* notes that were */
	bool refused; /* the last one was refused, which was reported */
};

void work_notes_init(struct work_notes *notes, struct str group);

/*
 * Add the note for a command that begins or, with the status of waitpid, has
 * ended; worker is our name, box that of the item.
 */
void work_notes_begun(struct work_notes *notes, struct str worker,
    struct str box, const struct in_progress_item *item);
void work_notes_ended(struct work_notes *notes, struct str worker,
    struct str box, const struct in_progress_item *item, int status);

/* Sends the notes that may be sent now. */
void work_notes_say(struct work_notes *notes, struct script *script);

/* Takes a line of the server; false if it does not answer a note. */
bool work_notes_heed(struct work_notes *notes, const struct script *script,
    const struct command *line);

/*
 * Returns when to give up a group that takes no notes; WAIT_FOR_EVER if it does
 * take them.
 */
usec work_notes_patience(
    const struct work_notes *notes, const struct script *script);

/* Returns whether all notes are answered. */
bool work_notes_done(const struct work_notes *notes);

/* Forgets the notes that got no answer when the connection was lost. */
void work_notes_lose(struct work_notes *notes);

/* Forgets all notes, and returns how many were not sent, of all. */
size_t work_notes_unsent(struct work_notes *notes);

#endif
