/*
 * What IRC has for the error codes of the router and its grammar, depending on
 * the command. forkcast-irc(7) explains each numeric to users.
 */
#ifndef SERVER_WORKER_IRC_ERRORS_H
#define SERVER_WORKER_IRC_ERRORS_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/* Returns the form of a row of the table; null after the last one. */
const char *irc_error_form(size_t number);

/*
 * Report an error about a word of the client's. irc_error_saying shows the
 * router's text where IRC has none of its own.
 */
void irc_error(
    struct irc *irc, enum irc_asks what, enum code code, struct str word);
void irc_error_saying(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text);

/* Reports "err VERB CODE TEXT", the answer to that purpose. */
void irc_error_heard(
    struct irc *irc, enum irc_asks what, const struct command *said);

/*
 * Sends a command as irc_ask does, and reports why if it is invalid. Returns
 * IRC_DONE.
 */
enum irc_done irc_ask_or_fail(struct irc *irc, enum irc_asks what,
    struct str about, const struct str *words, size_t count);
#define IRC_ASK_OR_TELL(irc, what, about, ...) \
	irc_ask_or_fail(irc, what, about, IRC_WORDS(__VA_ARGS__))
#define ASK_OR_TELL(irc, name, about, ...) \
	IRC_ASK_OR_TELL(irc, IRC_ASKS_##name, about, __VA_ARGS__)

#endif
