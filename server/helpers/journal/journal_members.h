/*
 * Who is a member of a group: lines "ID in TOKEN" in a file beside its records.
 * That of an account which ceases to be one is overwritten: "ID - ---...".
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MEMBERS_H

#include "helpers/journal/journal_names.h"

/* Returns the ID since which the account is a member; 0: it is none. */
uint64_t journal_members_since(struct str group, struct str account);

/*
 * The account is a member from that ID on, unless it is one already; it is
 * none; or nobody is one. False: that cannot be written.
 */
bool journal_members_add(struct str group, struct str id, struct str account);
bool journal_members_remove(struct str group, struct str account);
bool journal_members_clear(struct str group);

/*
 * Learns who is in the file. All who are members are marked (journal_mark),
 * with their group.
 */
void journal_members_learn(struct str group);

#endif
