/*
 * Who is a member of a group: lines "ID in TOKEN" and "ID out TOKEN" in a file
 * beside its records, of which the last one with a token counts; if several say
 * "in" one after the other, the first of these. "ID out *" ends all.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H

#include "helpers/journal/journal_store.h"

#define JOURNAL_MEMBERS_FILE "members"

/* Returns how much memory it needs, and sets it up there; false with errno. */
size_t journal_members_room(void);
bool journal_members_init(char *room);

/* Returns the ID since which the account is a member; 0: it is none. */
uint64_t journal_members_since(struct journal_dir *dir, struct str account);

/*
 * Writes the open file anew if most of it is out of date. If that fails, it is
 * tried again when the file has grown further.
 */
void journal_members_tidy(struct journal_slot *slot);

#endif
