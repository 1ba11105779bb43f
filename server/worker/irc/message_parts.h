/* The tags and the target of a message that the client sends. */
#ifndef SERVER_WORKER_IRC_MESSAGE_PARTS_H
#define SERVER_WORKER_IRC_MESSAGE_PARTS_H

#include "worker/irc/session.h"

/* Collects the client tags of a line, which are passed on to others. */
void irc_message_tags(struct str tags, struct buf *buf);

/*
 * Sends client tags, directly before their command, on two lines if one is too
 * short.
 */
void irc_message_say_tags(struct irc *irc, struct str tags);

/*
 * A target in the router's notation: a group, a part of one, or "@NAME". Its
 * length is 0 if it is invalid.
 */
struct irc_target {
	size_t len;
	char text[LIMIT_GROUP + 3];
};
void irc_message_target(struct str target, struct irc_target *to);

#endif
