/*
 * The lines of the answers, and which records a reader is shown in them. For
 * the forms of requests.
 */
#ifndef SERVER_HELPERS_JOURNAL_READ_JOURNAL_ANSWER_H
#define SERVER_HELPERS_JOURNAL_READ_JOURNAL_ANSWER_H

#include "helpers/journal/read/journal_reader.h"

/* Returns whether the output has room for one more line. */
static inline bool
journal_answer_has_room(const struct journal_reader *reader)
{
	return buf_most(reader->up) - buf_len(reader->up) >= LIMIT_LINE;
}

/*
 * Say a line of the answer: a word and text, "past" with a record, unless
 * the line is too long; or the last line, "done" or "more" with the last ID and
 * the count. There is room. journal_answer_past counts the lines that the
 * reader gets of the record.
 */
void journal_answer_say(struct journal_reader *reader,
    const struct journal_ask *ask, struct str word, struct str text);
void journal_answer_past(struct journal_reader *reader, struct journal_ask *ask,
    const struct journal_record *record);
enum journal_progress journal_answer_end(struct journal_reader *reader,
    const struct journal_ask *ask, bool has_more);

/* Returns whether the answer is so long that no further event begins in it. */
static inline bool
journal_answer_is_full(const struct journal_ask *ask)
{
	return ask->lines >= JOURNAL_ANSWER_MOST;
}

/* Refuses the request. */
enum journal_progress journal_answer_refuse(struct journal_reader *reader,
    const struct journal_ask *ask, struct str code, const char *reason);

/*
 * Says the gaps between the last ID and this one, and moves the last ID there.
 * Returns false if the output has no room for all of them.
 */
bool journal_answer_gaps(
    struct journal_reader *reader, struct journal_ask *ask, uint64_t upto);

/* Returns the floor of an account: when the last one of that name ended. */
uint64_t journal_ask_floor(
    const struct journal_reader *reader, struct str account);

/* Finds the target. Returns whether the reader may read it at all. */
bool journal_ask_may(
    const struct journal_reader *reader, struct journal_ask *ask);

/* Returns whether the record is an event that is there, and stays there. */
bool journal_ask_has(const struct journal_reader *reader,
    const struct journal_ask *ask, const struct journal_record *record);

/* Returns whether the reader may read the record, an event of the target. */
bool journal_ask_sees(const struct journal_reader *reader,
    const struct journal_ask *ask, const struct journal_record *record);

/*
 * Returns whether the request is about such a record: speech and its tags, or
 * any. To be called for each record on the way back, where tags come after
 * their event.
 */
bool journal_ask_wants(
    struct journal_ask *ask, const struct journal_record *record);

/*
 * journal_ask_count counts the record's event, once. journal_ask_exceeds
 * returns whether the request would then have more than it may, and another
 * event at all.
 */
bool journal_ask_exceeds(
    const struct journal_ask *ask, const struct journal_record *record);
void journal_ask_count(
    struct journal_ask *ask, const struct journal_record *record);

/* The result of a step that did not end the answer. */
enum journal_progress journal_answer_step(struct journal_reader *reader,
    const struct journal_ask *ask, enum journal_step step);

#endif
