/* Completing the word before the cursor. */
#ifndef CLIENT_CHAT_CORE_COMPLETE_H
#define CLIENT_CHAT_CORE_COMPLETE_H

#include <stdbool.h>

struct chat;

/*
 * Puts the next match for the word before the cursor into the line: a name, a
 * group, a command after a slash, or a command's argument. After the last match
 * comes the first again. Returns false if there is none.
 */
bool chat_complete(struct chat *chat);

#endif
