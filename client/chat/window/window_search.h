/* The search in the current view. */
#ifndef CLIENT_CHAT_WINDOW_WINDOW_SEARCH_H
#define CLIENT_CHAT_WINDOW_WINDOW_SEARCH_H

#include "chat/window/window.h"

/*
 * Functions of the search in the current view: begin it, also by /search
 * [TEXT], note that a page of the past has come for it, take a key (false: it
 * is not for the search), and return its row.
 */
void window_search_begin(struct chat *chat, struct str word);
void window_search(struct chat *chat, struct str rest);
void window_search_past(struct chat *chat);
bool window_search_key(struct chat *chat, const struct key *key);
struct str window_search_row(const struct chat *chat, char *room, size_t size);

#endif
