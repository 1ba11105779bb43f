/*
 * The words of the client that show and change settings: each takes what stands
 * behind it, changes the setting at once and in the configuration file, and
 * says so. Used by chat_deeds.c.
 */
#ifndef CLIENT_PERSON_CHAT_SET_H
#define CLIENT_PERSON_CHAT_SET_H

#include "shared/str.h"

struct chat;

/*
 * [KEY [VALUE]]; a VALUE of "-" is none. Of a part of the theme and of an alias
 * that are named alone the same.
 */
void chat_set(struct chat *chat, struct str rest);

/* [PATTERN [GROUP]] */
void chat_ignore(struct chat *chat, struct str rest);
void chat_unignore(struct chat *chat, struct str rest);

/* [WORDS]; "-" is none. */
void chat_highlight(struct chat *chat, struct str rest);

/* [WORD [TEXT]] */
void chat_alias(struct chat *chat, struct str rest);
void chat_unalias(struct chat *chat, struct str rest);

#endif
