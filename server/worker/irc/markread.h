/*
 * MARKREAD: how far the client has read (IRCv3 draft/read-marker), which the
 * router keeps by its verb seen. IRC's times are in milliseconds, so all
 * messages of the marker's millisecond count as read.
 */
#ifndef SERVER_WORKER_IRC_MARKREAD_H
#define SERVER_WORKER_IRC_MARKREAD_H

#include "worker/irc/line.h"
#include "worker/irc/session.h"

/*
 * Asks for the read marker with a join; it is shown before the list of names.
 */
void irc_markread_ask(struct irc *irc, struct str channel);

/*
 * Shows the read marker: as the answer ok seen T ID, or as an event because
 * another client has set it.
 */
void irc_markread_show(struct irc *irc, struct str table, struct str id);

#endif
