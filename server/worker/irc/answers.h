/*
 * What the front asks the router for, and who hears what that answers: a row
 * for each kind of question. Used by the commands of the room and by the front.
 */
#ifndef SERVER_WORKER_IRC_ANSWERS_H
#define SERVER_WORKER_IRC_ANSWERS_H

#include "shared/grammar.h"
#include "worker/asked.h"
#include "worker/irc/session.h"

/* What is asked, as struct ask has it. */
enum irc_asks {
	IRC_ASKS_NOTHING, /* whatever the answer is, nobody is told */
	IRC_ASKS_DONE, /* only what is wrong is told */
	IRC_ASKS_PASS,
	IRC_ASKS_NAME, /* the first one */
	IRC_ASKS_NICK,
	IRC_ASKS_SETNAME,
	IRC_ASKS_AWAY,
	IRC_ASKS_JOIN,
	IRC_ASKS_JOIN_TOPIC, /* with a join, if that has not failed */
	IRC_ASKS_JOIN_NAMES, /* likewise */
	IRC_ASKS_PART,
	IRC_ASKS_TOPIC,
	IRC_ASKS_NAMES,
	IRC_ASKS_LIST,
	IRC_ASKS_PRIVMSG,
	IRC_ASKS_NOTICE,
	IRC_ASKS_TAGMSG,
	IRC_ASKS_PING,
	IRC_ASKS_TIME,
	IRC_ASKS_COUNT
};

/*
 * Asks the router by a command of these words, and remembers what it is about.
 * Why that is no command, or CODE_OK: then it has gone up.
 */
enum code irc_ask(struct irc *irc, enum irc_asks what, struct str about,
    const struct str *words, size_t count);
#define IRC_ASK(irc, what, about, ...)                                  \
	irc_ask(irc, what, about, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/*
 * The same; where it is no command, the client is told why, as soon as all
 * that was asked before is answered.
 */
enum irc_done irc_ask_or_tell(struct irc *irc, enum irc_asks what,
    struct str about, const struct str *words, size_t count);
#define IRC_ASK_OR_TELL(irc, what, about, ...)    \
	irc_ask_or_tell(irc, what, about,         \
	    (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

/* A line of the router, and what was asked if it has to do with that. */
void irc_hear(struct irc *irc, const struct command *said,
    const struct ask *ask, enum relation relation);

#endif
