/*
 * The file of an account: one line "TARGET READ SINCE" for each group and talk
 * that it has to do with. READ is the ID of the last message that one of its
 * devices has shown, SINCE that by which it is a member of the group; 16 digits
 * each, all 0 for none. Both are overwritten in place.
 */
#ifndef SERVER_HELPERS_JOURNAL_JOURNAL_MARKS_H
#define SERVER_HELPERS_JOURNAL_JOURNAL_MARKS_H

#include "helpers/journal/journal_scan.h"

struct journal_mark {
	uint64_t read, since;
	uint64_t at; /* its place in the file; 0: it has none */
	size_t groups; /* then: that have one */
};

/*
 * Find the account's mark for the target, or 0; and put it there, at its place
 * or at the end, if there is room. False if that is not possible, which
 * journal_store_fail has noted.
 */
bool journal_mark_find(
    struct str account, struct str target, struct journal_mark *mark);
bool journal_mark_put(
    struct str account, struct str target, const struct journal_mark *mark);

/*
 * Reads the next mark of an account's file, and moves behind it; the target is
 * valid until the next call. False at the end.
 */
bool journal_mark_next(
    struct journal_scan *scan, struct str *target, struct journal_mark *mark);

/*
 * Has both accounts of a talk meet it: who has no mark there has read what is
 * there; nothing for the token of a group. False like journal_mark_put.
 */
bool journal_marks_meet(struct str token);

#endif
