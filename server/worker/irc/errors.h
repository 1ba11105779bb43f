/*
 * What is wrong, as IRC says it: which numeric a code of the router is, or of
 * its grammar, in answer to what. forkcast-irc(7) has the same table.
 */
#ifndef SERVER_WORKER_IRC_ERRORS_H
#define SERVER_WORKER_IRC_ERRORS_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/* The rows in the table's order; what is IRC_ASKS_COUNT: in answer to others.
 */
struct irc_error {
	enum irc_asks what;
	enum code code;
	const char *digits;
};
bool irc_error_row(size_t number, struct irc_error *error);

/*
 * Tells the client, of what it has said as that word; the second with the
 * router's text, where IRC has none of its own.
 */
void irc_error(
    struct irc *irc, enum irc_asks what, enum code code, struct str word);
void irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text);

/*
 * irc_ask; where that is no command, the client is told why, as soon as all
 * that was asked before is answered.
 */
enum irc_done irc_ask_or_tell(struct irc *irc, enum irc_asks what,
    struct str about, const struct str *words, size_t count);
#define IRC_ASK_OR_TELL(irc, what, about, ...)    \
	irc_ask_or_tell(irc, what, about,         \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
