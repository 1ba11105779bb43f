/*
 * The IRC numerics for the error codes of the router and its grammar, depending
 * on the command. forkcast-irc(7) has the same table.
 */
#ifndef SERVER_WORKER_IRC_ERRORS_H
#define SERVER_WORKER_IRC_ERRORS_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/*
 * A row of the table. irc_error_row copies the row with that number, in the
 * order of the table, and returns false after the last one. If what is
 * IRC_ASKS_COUNT, the row is for all other commands.
 */
struct irc_error {
	enum irc_asks what;
	enum code code;
	const char *digits;
};
bool irc_error_row(size_t number, struct irc_error *error);

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
