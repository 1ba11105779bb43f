/*
 * What is in effect while a setting says something else: because of an option,
 * of what the person has done since, or because it counts from the next start
 * on. Used by chat_set.c, which shows both.
 */
#ifndef CLIENT_PERSON_CHAT_NOW_H
#define CLIENT_PERSON_CHAT_NOW_H

#include "shared/addr.h"
#include "shared/str.h"

struct chat;

/* Room for any of them. */
#define CHAT_NOW ADDR_TEXT

/* It may stand in room; empty where the setting itself is in effect. */
struct str chat_now(
    const struct chat *chat, const char *key, char room[CHAT_NOW]);

#endif
