/*
 * What the front asks the router for, and remembers until that has answered.
 * Used by the commands of the room; answers.h has who hears what comes.
 */
#ifndef SERVER_WORKER_IRC_ASK_H
#define SERVER_WORKER_IRC_ASK_H

#include "shared/codes.h"
#include "worker/irc/session.h"

/* What is asked, as struct ask has it. */
enum irc_asks {
	IRC_ASKS_NOTHING, /* whatever the answer is, nobody is told */
	IRC_ASKS_DONE, /* only what is wrong is told */
	IRC_ASKS_PASS,
	IRC_ASKS_NAME, /* the first one */
	IRC_ASKS_SELF, /* how others see the client */
	IRC_ASKS_NICK,
	IRC_ASKS_SETNAME,
	IRC_ASKS_AWAY,
	IRC_ASKS_JOIN,
	IRC_ASKS_JOIN_TOPIC, /* with a join, if that has not failed */
	IRC_ASKS_JOIN_NAMES, /* likewise */
	IRC_ASKS_JOIN_MARKREAD, /* likewise */
	IRC_ASKS_JOIN_HEARD, /* likewise */
	IRC_ASKS_PART,
	IRC_ASKS_TOPIC,
	IRC_ASKS_NAMES,
	IRC_ASKS_LIST,
	IRC_ASKS_PRIVMSG,
	IRC_ASKS_NOTICE,
	IRC_ASKS_TAGMSG,
	IRC_ASKS_TYPING, /* the same, of what no person has said */
	IRC_ASKS_PING,
	IRC_ASKS_TIME,
	IRC_ASKS_MONITOR,
	IRC_ASKS_MONITORED,
	IRC_ASKS_WHOWAS,
	IRC_ASKS_KICK,
	IRC_ASKS_INVITE,
	IRC_ASKS_INVITED,
	IRC_ASKS_MODE,
	IRC_ASKS_MODE_OTHER, /* is there such a client? */
	IRC_ASKS_MASKS,
	IRC_ASKS_FLAG,
	IRC_ASKS_SASL,
	IRC_ASKS_REGISTER,
	IRC_ASKS_SERVICE,
	IRC_ASKS_ACCOUNT,
	IRC_ASKS_PASS_LOGIN,
	IRC_ASKS_WHO,
	IRC_ASKS_WHOIS,
	IRC_ASKS_WHOIS_TABLE, /* with that */
	IRC_ASKS_ISON,
	IRC_ASKS_USERHOST,
	IRC_ASKS_HERE, /* the end of these two */
	IRC_ASKS_GROUPS, /* where the client itself is */
	IRC_ASKS_LUSERS,
	IRC_ASKS_MARKREAD,
	IRC_ASKS_METADATA, /* kept until the next step */
	IRC_ASKS_METADATA_ROWS, /* told as they come */
	IRC_ASKS_WELCOME,
	IRC_ASKS_SERVER,
	IRC_ASKS_CAN,
	IRC_ASKS_MOTD,
	IRC_ASKS_OPER,
	IRC_ASKS_KILL,
	IRC_ASKS_WALLOPS,
	IRC_ASKS_REHASH,
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
 * What it is about where that is several words of one line: the first is the
 * channel.
 */
struct irc_about {
	char text[2 * IRC_BODY];
};
struct str irc_about(
    struct irc_about *room, const struct str *words, size_t count);
#define IRC_ABOUT(room, ...)                                  \
	irc_about(room, (const struct str[]) { __VA_ARGS__ }, \
	    COUNT(((const struct str[]) { __VA_ARGS__ })))

#endif
