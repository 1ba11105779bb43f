/*
 * The file of an account: one line "TARGET READ SINCE" for each group and talk
 * that it has to do with. READ is the ID of the last message that one of its
 * devices has shown, SINCE that by which it is a member of the group; 16 digits
 * each, all 0 for none. Both are overwritten in place.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MARKS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MARKS_H

#include "helpers/journal/journal_files.h"

struct journal_mark {
	uint64_t read, since;
};

/* Finds the account's mark for the target, or 0; false if it cannot be read. */
bool journal_mark_find(
    struct str account, struct str target, struct journal_mark *mark);

/*
 * Reads the account's next line from the place *at of its file on, and moves
 * behind it. False at the end, or with *error.
 */
bool journal_mark_next(struct str account, uint64_t *at,
    struct journal_name *target, struct journal_mark *mark, int *error);

/*
 * Changes a mark by that ID, if that is a change: READ only grows, an account
 * that has come since the group began does not come again, and one that has
 * come later does not leave. An account meets a talk once, and has read it up
 * to that ID. False if it cannot be written, which journal_store_fail has
 * noted.
 */
enum journal_change {
	JOURNAL_READS,
	JOURNAL_COMES,
	JOURNAL_LEAVES,
	JOURNAL_MEETS
};
bool journal_mark_change(struct str account, struct str target,
    enum journal_change what, uint64_t id, uint64_t begun);

/*
 * Has both accounts of a talk meet it, who have read what is there; nothing for
 * the token of a group.
 */
bool journal_marks_meet(struct str token);

/*
 * Makes marks of the file "members" that an earlier version has left beside a
 * token's records, and removes it. Of a group it has lines "ID in ACCOUNT", of
 * an account "ID in TALK" where it has missed what was said from that ID on;
 * "ID -- ..." where that is over. False like journal_mark_change.
 */
bool journal_marks_inherit(struct str token);

#endif
