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

/* Room for any value in effect. */
#define CHAT_NOW ADDR_TEXT

/*
 * Returns the value in effect for the key, possibly in room; empty if it does
 * not differ from the setting.
 */
struct str chat_setting(
    const struct chat *chat, const char *key, char room[CHAT_NOW]);

/* Returns yes for on, and no for off, if the key takes yes and no. */
struct str chat_setting_typed(const char *key, struct str value);

#endif
