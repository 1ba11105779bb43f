/*
 * The client's own commands that show and change settings. Each takes its
 * arguments as typed, changes the setting at once and in the configuration
 * file, and tells the person.
 */
#ifndef CLIENT_PERSON_CHAT_SET_H
#define CLIENT_PERSON_CHAT_SET_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/limits.h"
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

/* Returns null, or which command of the alias "WORD TEXT" is none. */
const char *chat_alias_unknown(struct str alias);

/* Carry out /alias and /unalias with [WORD [TEXT]]. */
void chat_alias(struct chat *chat, struct str rest);
void chat_unalias(struct chat *chat, struct str rest);

/* Returns a C string in the room, cut at the length of a line. */
const char *chat_set_string(char room[LIMIT_LINE], struct str text);

/*
 * Changes a setting at once; a null value restores the default. Returns false
 * if it is refused, and tells the person why.
 */
bool chat_set_now(struct chat *chat, const char *key, const char *value);

/*
 * Tells the person of a change, and whether it was saved for the next start;
 * why says why not.
 */
void chat_set_tell(
    struct chat *chat, struct str what, bool kept, const struct error *why);

#endif
