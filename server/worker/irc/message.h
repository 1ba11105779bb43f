/*
 * Messages to channels and to people: PRIVMSG, NOTICE, TAGMSG; and messages of
 * several lines (IRCv3 draft/multiline), a batch of PRIVMSG, which is collected
 * and goes up as one command. Only what a message may have is kept, so that a
 * client cannot use more memory, and a message whose batch it never ends is
 * lost with its connection.
 */
#ifndef SERVER_WORKER_IRC_MESSAGE_H
#define SERVER_WORKER_IRC_MESSAGE_H

#include "worker/irc/session.h"

/*
 * Finds the label of the line. That of a batch counts at its end. Returns false
 * if there is none.
 */
bool irc_multiline_label(
    struct irc *irc, const struct irc_line *line, struct str *label);

#endif
