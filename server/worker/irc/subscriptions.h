/*
 * The keys of which a client of IRC is told when they change (IRCv3
 * draft/metadata-3): the router knows them by hear, once there is a name.
 * Below: how METADATA says keys and values, and what is wrong with them.
 */
#ifndef SERVER_WORKER_IRC_SUBSCRIPTIONS_H
#define SERVER_WORKER_IRC_SUBSCRIPTIONS_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

/* METADATA * SUB KEYS, UNSUB KEYS, SUBS: of the line's third word on. */
enum irc_done irc_sub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_unsub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_subs(struct irc *irc, const struct irc_line *line);

/* The client has its name now. */
void irc_subs_begin(struct irc *irc);

/* Asks, with a join, what stands under those keys. */
void irc_subs_ask(struct irc *irc, struct str channel);

/* Keys are of any case, and the router's of lower case; false if it is none. */
bool irc_key(struct str word, char room[LIMIT_KEY], struct str *key);

/*
 * A walk through the keys that a line names, beginning with its parameter next.
 * The last parameter may hold several, because a line has at most IRC_PARAMS.
 */
struct irc_key_walk {
	const struct irc_line *line;
	size_t next;
	struct str rest; /* of the last parameter */
};

/* Cuts off the next one; false if that was all. One may be empty. */
bool irc_key_next(struct irc_key_walk *walk, struct str *word);

/* FAIL METADATA CODE ABOUT [KEY] */
enum irc_done irc_key_fail(
    struct irc *irc, struct str code, struct str about, struct str key);

/* RPL_KEYVALUE, or RPL_KEYNOTSET where there is no value. */
void irc_key_tell(
    struct irc *irc, struct str target, struct str key, struct str value);

#endif
