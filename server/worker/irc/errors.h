/*
 * The IRC numerics for the error codes of the router and its grammar, depending
 * on the command. forkcast-irc(7) explains each numeric to users.
 */
#ifndef SERVER_WORKER_IRC_ERRORS_H
#define SERVER_WORKER_IRC_ERRORS_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/* Returns the numeric of a row of the table; null after the last one. */
const char *irc_error_digits(size_t number);

/*
 * Report an error about a word of the client's. irc_error_saying shows the
 * router's text where IRC has none of its own.
 */
void irc_error(
    struct irc *irc, enum irc_asks what, enum code code, struct str word);
void irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text);

/*
 * Sends a command as irc_ask does, and reports why if it is invalid. Returns
 * IRC_DONE.
 */
enum irc_done irc_ask_or_fail(struct irc *irc, enum irc_asks what,
    struct str about, const struct str *words, size_t count);
#define IRC_ASK_OR_TELL(irc, what, about, ...)    \
	irc_ask_or_fail(irc, what, about,         \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
