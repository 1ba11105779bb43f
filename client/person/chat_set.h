/*
 * The client's own commands that show and change settings. Each takes its
 * arguments as typed, changes the setting at once and in the configuration
 * file, and tells the person.
 */
#ifndef CLIENT_PERSON_CHAT_SET_H
#define CLIENT_PERSON_CHAT_SET_H

#include <stdbool.h>

#include "shared/error.h"
#include "shared/str.h"

struct chat;

/*
 * Carries out /set [KEY [VALUE]]; a VALUE of "-" restores the default. "theme
 * PART" and "alias WORD" show that entry alone; with a "-" they reset it alone.
 */
void chat_set(struct chat *chat, struct str rest);

/* Carry out /ignore and /unignore with [PATTERN [GROUP]]. */
void chat_ignore(struct chat *chat, struct str rest);
void chat_unignore(struct chat *chat, struct str rest);

/* Carry out /mute and /unmute with [G]; alone, for the current group. */
void chat_mute(struct chat *chat, struct str rest);
void chat_unmute(struct chat *chat, struct str rest);

/*
 * Refuses what is typed after /ignore if it is meant for another program, and
 * says what to type instead. Returns false if it may be carried out.
 */
bool chat_mute_refuses(struct chat *chat, struct str rest);

/* Carries out /highlight with [WORDS]; "-" clears them. */
void chat_highlight(struct chat *chat, struct str rest);

/* Carry out /alias and /unalias with [WORD [TEXT]]. */
void chat_alias(struct chat *chat, struct str rest);
void chat_unalias(struct chat *chat, struct str rest);

/*
 * Tells the person of a change, and whether it was saved for the next start;
 * why says why not.
 */
void chat_set_tell(
    struct chat *chat, struct str what, bool kept, const struct error *why);

#endif
