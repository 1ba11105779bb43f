/*
 * How IRC writes what the router writes otherwise. Dates, which a worker has
 * nothing of libc's for, are those of IRCv3 server-time, to the millisecond, in
 * UTC; the last second is kept, for most lines are of the same. Words stand
 * with commas between them. A channel "#G" is a group G, and a nickname NAME
 * has the table "@NAME". A topic "-" means none for the router: a topic of a
 * lone dash goes there as "- ".
 */
#ifndef SERVER_WORKER_IRC_NOTATION_H
#define SERVER_WORKER_IRC_NOTATION_H

#include <stdbool.h>

#include "shared/limits.h"
#include "shared/str.h"
#include "worker/irc/session.h"

/* "2026-11-20T07:33:20.123Z", without NUL. */
#define IRC_DATE (IRC_SECOND + 5)

/* Of µs since 1970, until the year 9999, written into room. */
struct str irc_date(struct irc *irc, uint64_t time, char room[IRC_DATE]);

/* And back, in µs; false if that is no date of that form since 1970. */
bool irc_date_read(struct str date, uint64_t *time);

/* Takes the next one, which may be empty; false if there is none. */
bool irc_next_word(struct str *words, struct str *word);

/* The one with that number, from 0; false if there are not so many. */
bool irc_word_at(struct str words, size_t number, struct str *word);

/* The one whose step it is. */
bool irc_step_word(const struct irc *irc, struct str words, struct str *word);

/* Room for either. */
#define IRC_TABLE (1 + LIMIT_GROUP)

/* The group of a channel; empty if it is none. May there be one? */
struct str irc_group(struct str channel);
bool irc_is_group(struct str group);

/* The router's word for it, written into room; false if it is neither. */
bool irc_table(struct str target, char room[IRC_TABLE], struct str *table);

/* And back, of a word that the router has said. */
struct str irc_table_shown(struct str table, char room[IRC_TABLE]);

/*
 * Returns the router's text for a topic set from IRC; an empty one clears it.
 */
struct str irc_topic_to_set(struct str text);

/*
 * Returns the text that IRC shows for a topic of the router; empty if there is
 * none.
 */
struct str irc_topic_text(struct str topic);

#endif
