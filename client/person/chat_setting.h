/*
 * The value in effect when it differs from the setting: because of an option,
 * because the person has changed something since, or because the setting takes
 * effect only at the next start.
 */
#ifndef CLIENT_PERSON_CHAT_SETTING_H
#define CLIENT_PERSON_CHAT_SETTING_H

#include "shared/addr.h"
#include "shared/str.h"

struct chat;

/* Room for any such value. */
#define CHAT_NOW ADDR_TEXT

/*
 * Returns that value, which may be stored in room; empty if the setting itself
 * is in effect.
 */
struct str chat_setting(
    const struct chat *chat, const char *key, char room[CHAT_NOW]);

#endif
