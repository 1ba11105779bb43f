/* Who is a member of a group: see journal_members.h. */
#include "helpers/journal/journal_members.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/journal_scan.h"
#include "helpers/journal/journal_store.h"
#include "shared/clock.h"

#define IN STR(" in ")

/* A file is written anew from that size on, if so many times of it is alive. */
#define LEAST ((uint64_t)64 * 1024)
#define TIMES 4

/* Returns the token of the member in a line; empty if there is none. */
static struct str
read_line(struct str line)
{
	if (line.len <= LIMIT_ID)
		return STR("");
	str_drop(&line, LIMIT_ID);
	return str_skip(&line, IN) ? line : STR("");
}

static bool
stays(const void *of, struct str line)
{
	(void)of;
	return read_line(line).len > 0;
}

void
journal_members_learn(struct str group)
{
	struct journal_scan scan;
	struct str line;

	if (journal_scan_open(&scan, journal_path(group, JOURNAL_MEMBERS, 0)))
		while (journal_scan_line(&scan, &line))
			(void)journal_mark(group, read_line(line), true);
	journal_scan_close(&scan);
}

uint64_t
journal_members_since(struct str group, struct str account)
{
	struct journal_scan scan;
	struct str line;
	uint64_t since = 0;

	if (!journal_mark(group, account, false) ||
	    !journal_scan_open(&scan, journal_path(group, JOURNAL_MEMBERS, 0)))
		return 0;
	while (since == 0 && journal_scan_line(&scan, &line))
		if (str_eq(read_line(line), account))
			(void)str_to_number((struct str) { line.at, LIMIT_ID },
			    UINT64_MAX, &since); /* or it is none */
	journal_scan_close(&scan);
	return since;
}

/*
 * Looks for the account in the open file, whose lines are all written. Returns
 * the bytes of those that are alive; *at: the place of its line, if any.
 */
static uint64_t
find(const struct journal_slot *slot, struct str account, uint64_t *at)
{
	struct journal_scan scan = { .fd = slot->file.fd,
		.size = slot->file.size,
		.most = JOURNAL_BLOCK };
	struct str line, token;
	uint64_t alive = 0;

	*at = UINT64_MAX;
	while (journal_scan_line(&scan, &line)) {
		token = read_line(line);
		if (token.len > 0)
			alive += line.len + 1;
		if (str_eq(token, account))
			*at = scan.at - line.len - 1;
	}
	return alive;
}

bool
journal_members_add(struct str group, struct str id, struct str account)
{
	struct journal_slot *slot =
	    journal_store_open(group, JOURNAL_MEMBERS, 0);
	uint64_t at, alive;

	if (slot == NULL || !journal_store_write_one(slot))
		return false;
	alive = find(slot, account, &at);
	(void)journal_mark(group, account, true);
	if (at == UINT64_MAX && !JOURNAL_ADD(slot, id, IN, account, STR("\n")))
		return false;
	if (slot->file.size < usec_later(LEAST, alive * TIMES))
		return true;
	return journal_store_close(group, JOURNAL_MEMBERS) &&
	    journal_store_filter(
		journal_path(group, JOURNAL_MEMBERS, 0), stays, NULL);
}

bool
journal_members_remove(struct str group, struct str account)
{
	struct journal_slot *slot;
	uint64_t at;

	if (!journal_mark(group, account, false))
		return true;
	slot = journal_store_open(group, JOURNAL_MEMBERS, 0);
	if (slot == NULL || !journal_store_write_one(slot))
		return false;
	(void)find(slot, account, &at);
	if (at == UINT64_MAX)
		return true;
	slot->file.is_dirty = true;
	return journal_store_blank(slot->file.fd, at + LIMIT_ID + 1,
		   IN.len - 1 + account.len) ||
	    journal_store_fail(journal_path(group, JOURNAL_MEMBERS, 0), errno);
}

bool
journal_members_clear(struct str group)
{
	const char *path = journal_path(group, JOURNAL_MEMBERS, 0);
	struct journal_slot *slot;
	struct stat info;

	if (fstatat(journal_state(), path, &info, AT_SYMLINK_NOFOLLOW) != 0 &&
	    errno == ENOENT)
		return true;
	slot = journal_store_open(group, JOURNAL_MEMBERS, 0);
	if (slot == NULL)
		return false;
	append_drop(&slot->file);
	slot->file.size = 0;
	slot->file.is_dirty = true;
	return ftruncate(slot->file.fd, 0) == 0 ||
	    journal_store_fail(journal_path(group, JOURNAL_MEMBERS, 0), errno);
}
