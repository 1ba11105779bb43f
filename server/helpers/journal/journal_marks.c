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

/*
 * Opens the account's file, and moves behind the target's line; false if there
 * is none, with the number of lines of groups.
 */
static bool
find(struct journal_scan *scan, struct str account, struct str target,
    struct journal_mark *mark, size_t *groups)
{
	struct str line, name;

	*groups = 0;
	if (journal_scan_open(scan, account, JOURNAL_READ))
		while (journal_scan_line(scan, &line)) {
			if (line.len == target.len + TAIL &&
			    str_begins(line, target) &&
			    read_line(line, &name, mark))
				return true;
			*groups += line.len > TAIL && line.at[0] != '@';
		}
	*mark = (struct journal_mark) { .read = 0 };
	return false;
}

bool
journal_mark_find(
    struct str account, struct str target, struct journal_mark *mark)
{
	struct journal_scan scan;
	size_t groups;

	(void)find(&scan, account, target, mark, &groups); /* or all 0 */
	journal_scan_close(&scan);
	return scan.error == 0;
}

/*
 * Reads the line at that place of a file, and moves behind it. It is valid
 * until the next scan. False at the end, or with *error.
 */
static bool
next_line(struct str token, enum journal_kind kind, uint64_t *at,
    struct str *line, int *error)
{
	struct journal_scan scan;
	bool has = journal_scan_open(&scan, token, kind);

	scan.most = JOURNAL_GLANCE;
	scan.at = *at;
	has = has && journal_scan_line(&scan, line);
	*at = scan.at;
	*error = scan.error;
	journal_scan_close(&scan);
	return has;
}

bool
journal_mark_next(struct str account, uint64_t *at, struct journal_name *target,
    struct journal_mark *mark, int *error)
{
	struct str line, name;

	while (next_line(account, JOURNAL_READ, at, &line, error))
		if (read_line(line, &name, mark)) {
			journal_name_set(target, name);
			return true;
		}
	return false;
}

/* Makes the change in the mark, which is new or not; false if it is none. */
static bool
change(struct journal_mark *mark, bool is_new, enum journal_change what,
    uint64_t id, uint64_t begun)
{
	const struct journal_mark before = *mark;

	if (what == JOURNAL_READS && id > mark->read)
		mark->read = id;
	else if (what == JOURNAL_MEETS && is_new)
		mark->read = id;
	else if (what == JOURNAL_COMES &&
	    (mark->since == 0 || mark->since < begun))
		mark->since = id;
	else if (what == JOURNAL_LEAVES && id > mark->since)
		mark->since = 0;
	return mark->read != before.read || mark->since != before.since ||
	    (what == JOURNAL_MEETS && is_new);
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
journal_mark_change(struct str account, struct str target,
    enum journal_change what, uint64_t id, uint64_t begun)
{
	char room[TAIL + 1];
	const struct str tail = { room, TAIL };
	struct journal_scan scan;
	struct journal_mark mark;
	size_t groups;
	const bool has = find(&scan, account, target, &mark, &groups);
	const bool changed = change(&mark, !has, what, id, begun);

	(void)snprintf(room, sizeof(room), " %0*llu %0*llu", LIMIT_ID,
	    (unsigned long long)mark.read, LIMIT_ID,
	    (unsigned long long)mark.since);
	if (has && changed &&
	    !journal_store_over(scan.fd, scan.at - 1 - TAIL, tail))
		scan.error = errno;
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_store_fail(
		    journal_path(account, JOURNAL_READ, 0), scan.error);
	return has || !changed ||
	    (groups >= GROUPS_MOST && target.at[0] != '@') ||
	    append(account, target, tail);
}

bool
journal_marks_inherit(struct str token)
{
	const size_t head = LIMIT_ID + LITERAL_LEN(" in ");
	struct journal_name member;
	struct str line, name, one, other;
	uint64_t at = 0, id;
	int error = 0;
	bool good = true;

	while (good && next_line(token, JOURNAL_MEMBERS, &at, &line, &error)) {
		name = line;
		str_drop(&name, line.len > head ? head : line.len);
		if (!token_is_valid(name) || line.at[head - 2] != 'n' ||
		    !str_to_number(
			(struct str) { line.at, LIMIT_ID }, UINT64_MAX, &id) ||
		    id == 0)
			continue;
		journal_name_set(&member, name);
		name = journal_name(&member);
		good = token_split(name, &one, &other) ?
		    journal_mark_change(token, name, JOURNAL_READS, id - 1, 0) :
		    journal_mark_change(name, token, JOURNAL_COMES, id, 0);
	}
	good = good && error == 0;
	if (good &&
	    unlinkat(journal_files.state,
		journal_path(token, JOURNAL_MEMBERS, 0), 0) == 0)
		journal_touched();
	return good;
}

bool
journal_marks_meet(struct str talk)
{
	struct str one, other;
	uint64_t id;

	if (!token_split(talk, &one, &other))
		return true;
	id = journal_scan_last(talk, true);
	return journal_mark_change(one, talk, JOURNAL_MEETS, id, 0) &&
	    journal_mark_change(other, talk, JOURNAL_MEETS, id, 0);
}
