/*
 * Settings: each function changes one at once and for the next start, and tells
 * the person. The arguments are as typed.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_SET_H
#define CLIENT_CHAT_CORE_CHAT_SET_H

#include <stdbool.h>

#include "shared/str.h"

struct chat;

/* Carries out /set [KEY [VALUE]]; a VALUE of "-" restores the default. */
void chat_set(struct chat *chat, struct str rest);

/*
 * With the setting keep, saves the groups that we are in, or return to, for the
 * next start, in the order of their views. May block until they are on the
 * disk. To be called once, before the interface ends: it tells of a failure.
 */
void chat_keep(struct chat *chat);

/* Returns whether a person who leaves is to be asked for the setting keep. */
bool chat_must_ask_keep(const struct chat *chat);

#endif
