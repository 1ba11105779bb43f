/*
 * Conversions between the router's notation and that of IRC.
 *
 * Dates are those of IRCv3 server-time, to the millisecond, in UTC. They are
 * written here because a worker cannot use libc for this; the last second is
 * cached, since most lines have the same one. Lists of words are separated by
 * commas. The channel "#G" is the group G, and the nickname NAME has the table
 * "@NAME". For the router, the topic "-" means none, so that a topic of a
 * single dash is sent to it as "- ".
 */
#ifndef SERVER_WORKER_IRC_NOTATION_H
#define SERVER_WORKER_IRC_NOTATION_H

#include "worker/irc/session.h"

/*
 * Writes a time, in µs since 1970, as a date. A time after the year 9999 is
 * written as the last second of that year.
 */
struct str irc_date(struct irc *irc, uint64_t time, char room[IRC_DATE]);

/*
 * Reads a date of that form as µs since 1970. Returns false if it is invalid or
 * before 1970.
 */
bool irc_date_read(struct str date, uint64_t *time);

/* Takes the next word, which may be empty. Returns false if there is none. */
bool irc_next_word(struct str *words, struct str *word);

/*
 * Finds the word of that number, from 0. Returns false if there are not so
 * many.
 */
bool irc_word_at(struct str words, size_t number, struct str *word);

/*
 * irc_group returns the group of a channel, or an empty string if the word is
 * no channel. irc_is_group returns whether that is a valid group.
 */
struct str irc_group(struct str channel);
bool irc_is_group(struct str group);

/* The room for the name of a table. */
#define IRC_TABLE (1 + LIMIT_GROUP)

/*
 * Sets *table to the table of a channel or nickname, using room if needed.
 * Returns false if the target is neither.
 */
bool irc_table(struct str target, char room[IRC_TABLE], struct str *table);

/* The target of a message as IRC writes it, in two parts. */
struct irc_target {
	struct str before;
	struct str name;
};

/*
 * Converts a target or table of the router: a group, or only its operators or
 * voiced members, or "@" and a name.
 */
struct irc_target irc_target(struct str word);

/* Does the reverse. Returns an empty string if the target is invalid. */
struct irc_target_room {
	size_t len;
	char text[LIMIT_GROUP + 3];
};
struct str irc_target_of(struct str target, struct irc_target_room *room);

/*
 * Returns the router's text for a topic set from IRC; an empty one clears it.
 */
struct str irc_topic_to_set(struct str text);

/*
 * Returns the text that IRC shows for a topic of the router; empty if there is
 * none.
 */
struct str irc_topic_text(struct str topic);

/*
 * Returns the prefixes of a role, or only the highest one unless the client
 * supports multi-prefix.
 */
struct str irc_signs(const struct irc *irc, struct str role);

#endif
