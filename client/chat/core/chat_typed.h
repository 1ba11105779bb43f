/* Keys, and what the person answers to questions. */
#ifndef CLIENT_CHAT_CORE_CHAT_TYPED_H
#define CLIENT_CHAT_CORE_CHAT_TYPED_H

#include <stddef.h>

#include "shared/clock.h"

struct chat;

/* Quits; once more, and it does not wait for the server. */
void chat_quit(struct chat *chat);

/* Takes keys that the person has pressed. */
void chat_take_keys(struct chat *chat, const char *bytes, size_t len);

/*
 * Takes a lone ESC as a key once nothing has followed it for a while. Returns
 * when that is.
 */
usec chat_pause_keys(struct chat *chat);

#endif
