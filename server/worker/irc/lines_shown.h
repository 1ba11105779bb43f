/*
 * Messages of several lines, as the client is shown them: "lines ID TO ACTOR N
 * [MAP]" and then N messages. A client that has draft/multiline gets a batch,
 * which has the message's tags; any other gets the lines that have a text, with
 * the msgid on the first one only.
 */
#ifndef SERVER_WORKER_IRC_LINES_SHOWN_H
#define SERVER_WORKER_IRC_LINES_SHOWN_H

#include "worker/irc/session.h"

/* Begins such a message, to that target. */
void irc_lines_begin(struct irc *irc, const struct command *said,
    struct str before, struct str target);

/* Returns whether more lines of such a message are to come. */
bool irc_lines_go_on(const struct irc *irc);

/*
 * irc_lines_shown returns the message that the next text is a line of, or null.
 * irc_lines_begin_piece is to be called before each piece of the text is
 * written, which are numbered from 1, and irc_lines_end_line after the last.
 * Both accept null.
 */
struct irc_lines *irc_lines_shown(struct irc *irc);
void irc_lines_begin_piece(
    struct irc *irc, const struct irc_lines *lines, size_t part);
void irc_lines_end_line(struct irc *irc, struct irc_lines *lines,
    struct str actor, struct str before, struct str target);

#endif
