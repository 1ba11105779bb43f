/*
 * The client's own commands that show and change settings. Each takes its
 * arguments as typed, changes the setting at once and in the configuration
 * file, and tells the person.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_SET_H
#define CLIENT_CHAT_CORE_CHAT_SET_H

#include "edit/complete.h"
#include "shared/str.h"

struct chat;

/*
 * Carries out /set [KEY [VALUE]]; a VALUE of "-" restores the default. "theme
 * PART" and "alias WORD" show that entry alone; with a "-" they reset it alone.
 */
void chat_set(struct chat *chat, struct str rest);

/* Carry out /mute and /unmute with [G]; alone, for the current group. */
void chat_mute(struct chat *chat, struct str rest);
void chat_unmute(struct chat *chat, struct str rest);

/* Carries out /highlight with [WORDS]; "-" clears them. */
void chat_highlight(struct chat *chat, struct str rest);

/* Carry out /alias and /unalias with [WORD [TEXT]]. */
void chat_alias(struct chat *chat, struct str rest);
void chat_unalias(struct chat *chat, struct str rest);

/* Carry out /ignore with [PATTERN [TIME]], and /unignore with PATTERN. */
void chat_ignore(struct chat *chat, struct str rest);
void chat_unignore(struct chat *chat, struct str rest);

/* Returns the i-th value of a setting, or the first word of an entry of its
 * list, in room; empty after the last. For completion. */
struct str chat_set_value(struct str key, size_t i, char room[COMPLETE_WORD]);

#endif
