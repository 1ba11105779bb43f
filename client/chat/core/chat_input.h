/* What becomes of a line of the person. */
#ifndef CLIENT_CHAT_CORE_CHAT_INPUT_H
#define CLIENT_CHAT_CORE_CHAT_INPUT_H

#include <stdbool.h>

#include "chat/words/meaning.h"
#include "shared/str.h"

struct chat;

/* Obeys input lines, as far as now possible. */
void chat_take_input(struct chat *chat);

/*
 * Obeys a line that must not wait: one that asks for a secret, which may be
 * typed already, or without a connection one that needs none. False if it is
 * another.
 */
bool chat_obey_now(struct chat *chat, struct str line);

/* Sends a text as if it had been typed there. The session must be ready. */
void chat_say(struct chat *chat, const struct where *where, struct str text);

#endif
