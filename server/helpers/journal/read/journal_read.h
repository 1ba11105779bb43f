/*
 * The requests for a range of a target's past: forward from an ID, backward to
 * an ID, and look, for one record. Each function takes one step of the answer,
 * which reads a few lines at most.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_READ_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_READ_H

#include "helpers/journal/read/journal_reader.h"

/*
 * "forward": the index names a record after the wanted ones, and from it a walk
 * goes back to the first of them. They are said on the way forth.
 */
enum journal_progress journal_read_forward(
    struct journal_reader *reader, struct journal_ask *ask);

/*
 * "backward": a walk goes back until there are enough events. If these are too
 * many for one answer, the first ones are said, and "more".
 */
enum journal_progress journal_read_backward(
    struct journal_reader *reader, struct journal_ask *ask);

/*
 * Returns the ID of the first record of a file. If that is not known, it is the
 * ID of the last one before, in the header, or the beginning of the file's day.
 */
uint64_t journal_read_first(
    struct journal_reader *reader, struct journal_file *file);

/*
 * Returns the key of the last file that begins at or before the ID, or else of
 * the first; 0 if there is none.
 */
uint64_t journal_read_file(struct journal_reader *reader, uint64_t id);

/*
 * Finds a position in the file, at or before the first record after the ID, by
 * bisection: IDs rise. Those of the header do not, but none of them is above
 * that of the file's first line.
 */
uint64_t journal_read_seek(struct journal_reader *reader,
    const struct journal_file *file, uint64_t id);

/* Begins the walk of an ask that goes back from its bound. */
void journal_read_begin(struct journal_reader *reader, struct journal_ask *ask);

/*
 * "look": the record of an ID, whoever may read it. If the target is an account
 * alone, there is "more" as long as an order to forget it is not carried out.
 */
enum journal_progress journal_read_look(
    struct journal_reader *reader, struct journal_ask *ask);

#endif
