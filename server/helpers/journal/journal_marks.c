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
journal_mark_find(
    struct str account, struct str target, struct journal_mark *mark)
{
	struct journal_mark read = { .at = 0 };
	struct journal_scan scan;
	struct str line, name;
	bool more = journal_scan_open(&scan, account, JOURNAL_READ);

	*mark = read;
	while (
	    more && mark->at == 0 && (more = journal_scan_line(&scan, &line))) {
		read.at = scan.at - 1 - TAIL;
		if (line.len == target.len + TAIL && str_begins(line, target) &&
		    read_line(line, &name, &read))
			*mark = read;
		else
			mark->groups += line.len > TAIL && line.at[0] != '@';
	}
	journal_scan_close(&scan);
	return scan.error == 0 ||
	    journal_store_fail(
		journal_path(account, JOURNAL_READ, 0), scan.error);
}

bool
journal_mark_next(
    struct journal_scan *scan, struct str *target, struct journal_mark *mark)
{
	struct str line;

	while (journal_scan_line(scan, &line))
		if (read_line(line, target, mark))
			return true;
	return false;
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
	journal_scan_close(&scan);
	return scan.error == 0 ||
	    journal_store_fail(
		journal_path(account, JOURNAL_READ, 0), scan.error);
}

/* Makes a line for the target, unless there is one. */
static bool
begin(struct str account, struct str target, uint64_t read, uint64_t since)
{
	struct journal_mark mark;

	if (!journal_mark_find(account, target, &mark))
		return false;
	if (mark.at != 0)
		return true;
	mark.read = read != UINT64_MAX ? read : journal_scan_last(target, true);
	mark.since = since;
	return journal_mark_put(account, target, &mark);
}

/* Makes marks of the file beside a token's records, if it is there. */
static bool
inherit(struct str token, bool *is_there)
{
	const size_t head = LIMIT_ID + LITERAL_LEN(" in ");
	struct str line, name, one, other;
	struct journal_scan scan;
	bool good = true;
	uint64_t id;

	if (journal_scan_open(&scan, token, JOURNAL_MEMBERS))
		*is_there = true;
	while (good && scan.fd != -1 && journal_scan_line(&scan, &line)) {
		name = line;
		str_drop(&name, line.len > head ? head : line.len);
		if (!token_is_valid(name) || line.at[head - 2] != 'n' ||
		    !str_to_number(
			(struct str) { line.at, LIMIT_ID }, UINT64_MAX, &id) ||
		    id == 0)
			continue;
		good = token_split(name, &one, &other) ?
		    begin(token, name, id - 1, 0) :
		    begin(name, token, 0, id);
	}
	journal_scan_close(&scan);
	return good && scan.error == 0;
}

bool
journal_marks_inherit(void)
{
	struct disk_names names;
	struct str token;
	bool good = true, is_there = false;

	journal_list(&names, JOURNAL_RECORDS);
	while (good && journal_next(&names, &token))
		good = inherit(token, &is_there);
	disk_names_close(&names);
	if (good)
		errno = names.error;
	return good && names.error == 0 &&
	    (!is_there || journal_store_sync(true));
}

bool
journal_marks_meet(struct str token)
{
	struct str one, other;

	return !token_split(token, &one, &other) ||
	    (begin(one, token, UINT64_MAX, 0) &&
		begin(other, token, UINT64_MAX, 0));
}
