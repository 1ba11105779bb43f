/*
 * Words of other chat programs that are no commands here. Each has a line that
 * names the right command. Pure.
 */
#ifndef CLIENT_CHAT_WORDS_HABITS_H
#define CLIENT_CHAT_WORDS_HABITS_H

#include "shared/str.h"

/* Returns what to do instead of the word; empty if it is no such word. */
struct str habits_remedy(struct str word);

#endif
