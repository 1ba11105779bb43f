/*
 * What is asked: commands to the router, and what goes wrong with them.
 * commands.def has a row for each purpose.
 */
#ifndef SERVER_WORKER_IRC_ASK_H
#define SERVER_WORKER_IRC_ASK_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/*
 * The purpose of a command: struct ask.what, which decides where its answer
 * goes.
 */
enum irc_asks {
#define QUESTION(name, ...) IRC_ASKS_##name,
#include "commands.def"
	IRC_ASKS_COUNT
};

/*
 * Sends a command of these words to the router and remembers its purpose and
 * subject. An empty last word is left out. What cannot go up is taken as if the
 * router had refused it; irc_try returns why instead, or CODE_OK.
 */
void irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
enum code irc_try(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
#define ASK(irc, name, about, ...) \
	irc_ask(irc, IRC_ASKS_##name, about, STRS(__VA_ARGS__))
#define TRY(irc, name, about, ...) \
	irc_try(irc, IRC_ASKS_##name, about, STRS(__VA_ARGS__))

/*
 * Reports an error about a word of the client's, with that text, or
 * the code's, where IRC has none of its own; or "err VERB CODE TEXT", the
 * answer to that purpose. forkcast-irc(7) explains each numeric to users, and
 * lint compares the two.
 */
void irc_error(struct irc *irc, enum irc_asks what, enum code code,
    struct str word, struct str text);
void irc_error_heard(struct irc *irc, const struct command *said);

#endif
