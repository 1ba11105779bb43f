/*
 * The metadata keys that an IRC client subscribes to (IRCv3 draft/metadata-3).
 * The router keeps them, by its verb hear, once the client has a name. The
 * second part of this header parses and shows keys and values, and reports
 * errors about them.
 */
#ifndef SERVER_WORKER_IRC_SUBSCRIPTIONS_H
#define SERVER_WORKER_IRC_SUBSCRIPTIONS_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

/*
 * Handle METADATA * SUB KEYS, UNSUB KEYS and SUBS; the keys begin at the third
 * parameter.
 */
enum irc_done irc_sub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_unsub(struct irc *irc, const struct irc_line *line);
enum irc_done irc_subs(struct irc *irc, const struct irc_line *line);

/* Sends the subscriptions to the router, now that the client has a name. */
void irc_subs_begin(struct irc *irc);

/* Asks, with a join, for the values of the subscribed keys. */
void irc_subs_ask(struct irc *irc, struct str channel);

/*
 * Converts a key to lower case, as the router has it. Returns false if the word
 * is no valid key.
 */
bool irc_key(struct str word, char room[LIMIT_KEY], struct str *key);

/*
 * A walk through the keys of a line, beginning with the parameter next. The
 * last parameter may hold several keys, because a line has at most IRC_PARAMS.
 */
struct irc_key_walk {
	const struct irc_line *line;
	size_t next;
	struct str rest; /* of the last parameter */
};

/* Takes the next key, which may be empty. Returns false after the last one. */
bool irc_key_next(struct irc_key_walk *walk, struct str *word);

/* Writes FAIL METADATA CODE ABOUT [KEY]. */
enum irc_done irc_key_fail(
    struct irc *irc, struct str code, struct str about, struct str key);

/*
 * Writes RPL_KEYVALUE, or RPL_KEYNOTSET if there is no value, or one over
 * IRC_VALUE.
 */
void irc_key_reply(
    struct irc *irc, struct str target, struct str key, struct str value);

#endif
