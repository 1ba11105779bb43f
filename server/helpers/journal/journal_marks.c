/* What accounts have read, and since when they are members: journal_marks.h. */
#include "helpers/journal/journal_marks.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* With so many groups in its file, an account gets no more. */
#define GROUPS_MOST 4096

/* The end of a line, " READ SINCE". */
#define TAIL (2 * (1 + LIMIT_ID))

/*
 * No such end is in two sectors: one that is overwritten while the process is
 * killed, or the machine fails, has the old IDs or the new ones.
 */
#define SECTOR 512

/* Splits a line into the target and its mark; false if it is none. */
static bool
read_line(struct str line, struct str *target, struct journal_mark *mark)
{
	struct str tail = line;

	if (line.len <= TAIL || line.len > TOKEN_MOST + TAIL)
		return false;
	*target = (struct str) { line.at, line.len - TAIL };
	str_drop(&tail, target->len + 1);
	return str_to_number(str_word(&tail), UINT64_MAX, &mark->read) &&
	    str_to_number(tail, UINT64_MAX, &mark->since) &&
	    token_is_valid(*target);
}

bool
journal_mark_next(
    struct journal_scan *scan, struct str *target, struct journal_mark *mark)
{
	struct str line;

	while (journal_scan_line(scan, &line))
		if (read_line(line, target, mark)) {
			mark->at = scan->at - 1 - TAIL;
			return true;
		}
	return false;
}

/* Closes the account's file; false if there was an error. */
static bool
close_file(struct str account, struct journal_scan *scan)
{
	journal_scan_close(scan);
	return scan->error == 0 ||
	    journal_store_fail(
		journal_path(account, JOURNAL_READ, 0), scan->error);
}

bool
journal_mark_find(
    struct str account, struct str target, struct journal_mark *mark)
{
	struct journal_scan scan;
	struct str name;
	size_t groups = 0;
	bool found = false;

	if (journal_scan_open(&scan, account, JOURNAL_READ))
		while (!found && journal_mark_next(&scan, &name, mark)) {
			found = str_eq(name, target);
			groups += name.at[0] != '@';
		}
	if (!found)
		*mark = (struct journal_mark) { .groups = groups };
	return close_file(account, &scan);
}

/* Appends a line to the account's file, behind empty ones if need be. */
static bool
append(struct str account, struct str target, struct str tail)
{
	struct journal_slot *slot =
	    journal_store_open(account, JOURNAL_READ, 0);
	char room[TAIL];
	struct str pad = { room, 0 };
	uint64_t at;

	if (slot == NULL)
		return false;
	at = slot->file.size + target.len;
	if (at % SECTOR > SECTOR - TAIL)
		pad.len = SECTOR - at % SECTOR;
	memset(room, '\n', sizeof(room));
	return JOURNAL_ADD(slot, pad, target, tail, STR("\n"));
}

bool
journal_mark_put(
    struct str account, struct str target, const struct journal_mark *mark)
{
	char room[TAIL + 1];
	const struct str tail = { room, TAIL };
	struct journal_scan scan;

	(void)snprintf(room, sizeof(room), " %0*llu %0*llu", LIMIT_ID,
	    (unsigned long long)mark->read, LIMIT_ID,
	    (unsigned long long)mark->since);
	if (mark->at == 0)
		return (mark->groups >= GROUPS_MOST && target.at[0] != '@') ||
		    append(account, target, tail);
	if (!journal_scan_open(&scan, account, JOURNAL_READ) ||
	    !journal_store_over(scan.fd, mark->at, tail))
		scan.error = errno;
	return close_file(account, &scan);
}

bool
journal_marks_meet(struct str token)
{
	struct str account[2];
	struct journal_mark mark;
	bool good = true;

	if (!token_split(token, &account[0], &account[1]))
		return true;
	for (size_t i = 0; good && i < COUNT(account); i++) {
		good = journal_mark_find(account[i], token, &mark);
		if (!good || mark.at != 0)
			continue;
		mark.read = journal_scan_last(token, true);
		good = journal_mark_put(account[i], token, &mark);
	}
	return good;
}
