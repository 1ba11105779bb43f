/* Keys that do not edit the line, and the window's own commands: core/ui.h. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_KEYS_H
#define CLIENT_CHAT_WINDOW_WINDOW_KEYS_H

#include "chat/window/window.h"
#include "chat/words/meaning.h"

bool window_key(struct chat *chat, const struct key *key);
bool window_action(struct chat *chat, enum action action, struct str rest);

#endif
