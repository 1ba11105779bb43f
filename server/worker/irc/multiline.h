/*
 * Messages of several lines that the client sends (IRCv3 draft/multiline): a
 * batch of PRIVMSG, which is collected and goes up as one command. Only what a
 * message may have is kept, so that a client cannot use more memory, and a
 * message whose batch it never ends is lost with its connection.
 */
#ifndef SERVER_WORKER_IRC_MULTILINE_H
#define SERVER_WORKER_IRC_MULTILINE_H

#include "worker/irc/session.h"

/*
 * Takes a PRIVMSG, or another message, if it belongs to a batch or breaks one;
 * returns false if it is a message of its own.
 */
bool irc_multiline_take(
    struct irc *irc, const struct irc_line *line, bool is_privmsg);

/*
 * Finds the label of the line. That of a batch counts at its end. Returns false
 * if there is none.
 */
bool irc_multiline_label(
    struct irc *irc, const struct irc_line *line, struct str *label);

#endif
