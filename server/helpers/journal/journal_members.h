/*
 * Who is a member of a group: lines "ID in TOKEN" in a file beside its records.
 * That of an account which ceases to be one is overwritten: "ID - ---...".
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H

#include "helpers/journal/journal_dirs.h"

/* Gets the memory; false with errno. */
bool journal_members_init(void);

/* Returns the ID since which the account is a member; 0: it is none. */
uint64_t journal_members_since(struct journal_dir *dir, struct str account);

/*
 * The account is a member from that ID on, unless it is one already; it is
 * none; or nobody is one. False: that cannot be written.
 */
bool journal_members_add(
    struct journal_dir *dir, struct str id, struct str account);
bool journal_members_remove(struct journal_dir *dir, struct str account);
bool journal_members_clear(struct journal_dir *dir);

/*
 * Learns who is in the file. Afterwards journal_members_may_have answers from
 * memory; true may be a mistake.
 */
void journal_members_learn(const struct journal_dir *dir);
bool journal_members_may_have(
    const struct journal_dir *dir, struct str account);

#endif
