/* Messages to channels and to people: PRIVMSG, NOTICE, TAGMSG. */
#ifndef SERVER_WORKER_IRC_MESSAGE_H
#define SERVER_WORKER_IRC_MESSAGE_H

#include "worker/irc/session.h"

/* The most targets of one line: ISUPPORT's TARGMAX. */
#define IRC_TARGETS 4

enum irc_done irc_privmsg(struct irc *irc, const struct irc_line *line);
enum irc_done irc_notice(struct irc *irc, const struct irc_line *line);
enum irc_done irc_tagmsg(struct irc *irc, const struct irc_line *line);

#endif
