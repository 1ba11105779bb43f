/* What becomes of the link to the server. */
#ifndef CLIENT_CHAT_CORE_CHAT_LINK_H
#define CLIENT_CHAT_CORE_CHAT_LINK_H

#include "net/link.h"

struct chat;

/* Begins the link of a chat that has its options; the link's, as they follow.
 */
void chat_begin_link(struct chat *chat);
struct link_options chat_link_options(struct chat *chat);

/*
 * Tells the person what the command that is the connection has written on
 * standard error; while we reconnect, no line twice in a row.
 */
void chat_hear_via(struct chat *chat);

#endif
