/*
 * helpers/journal/journal_record: a record that is written is read again, in
 * all its forms; any flipped bit is found; a line that is not well formed is
 * refused; actors, accounts and talks are found in it.
 */
#include "helpers/journal/journal_record.h"

#include <string.h>

#include "tests/lib/tap.h"

#define ACTOR "javad!j@0a.1b.2c.ip!Javad!-"

static char room[JOURNAL_LINE];

static struct str
written(const char *log, uint64_t back)
{
	struct journal_record record;

	if (!journal_record_read_log(str_from(log), &record))
		return STR("");
	record.back = back;
	return (struct str) { room, journal_record_write(&record, room) - 1 };
}

static void
is_written_and_read(void)
{
	static const struct {
		const char *log;
		uint64_t back;
		const char *after;
	} rows[] = {
		{ "o msg 1700000000000001 ops " ACTOR " hello  you ", 0,
		    " 0 msg 1700000000000001 ops " ACTOR " hello  you " },
		{ "c msg 1700000000000001 ops " ACTOR " x", 17,
		    " 17c msg 1700000000000001 ops " ACTOR " x" },
		{ "o+ tags 5 ops a=b", 1, " 1+ tags 5 ops a=b" },
		{ "c+ tags 5 ops a=b", 67108864, " 67108864c+ tags 5 ops a=b" },
		{ "o last 5 ops", 3, " 3 last 5 ops" },
		{ "o brandnew 5 ops x y", 3, " 3 brandnew 5 ops x y" },
	};
	struct journal_record record;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str line = written(rows[i].log, rows[i].back);
		TAP_OK(journal_record_read(line, &record) &&
			record.back == rows[i].back &&
			record.closed == (rows[i].log[0] == 'c') &&
			record.more == (rows[i].log[1] == '+'),
		    "%s", rows[i].log);
		str_drop(&line, 8);
		TAP_STR(line, str_from(rows[i].after), "after its CRC");
	}
	(void)written("o msg 5 1 a hello", 0);
	TAP_OK(memcmp(room, "a8aec67d 0 msg 5 1 a hello\n", 27) == 0,
	    "its CRC is that of gzip: %.27s", room);
}

static void
finds_each_flipped_bit(void)
{
	const struct str line =
	    written("o+ msg 1700000000000001 ops " ACTOR " hello", 129);
	struct journal_record record;
	bool found = true;

	for (size_t i = 0; i < 8 * line.len; i++) {
		room[i / 8] ^= (char)(1 << i % 8);
		found = found && !journal_record_read(line, &record);
		room[i / 8] ^= (char)(1 << i % 8);
	}
	TAP_OK(found && journal_record_read(line, &record),
	    "a flipped bit is found wherever it is");
	for (size_t len = 0; len < line.len; len++)
		found = found &&
		    !journal_record_read((struct str) { room, len }, &record);
	TAP_OK(found, "and so is a missing end");
}

static void
refuses(void)
{
	static const char *const wrong[] = { "", "o", "x msg 5 1 a b",
		"oc msg 5 1", "o++ msg 5 1", "+ msg 5 1", "o msg", "o msg 5",
		"o msg five 1 a", "o msg 10000000000000000 1 a", "o  5 1 a",
		"o msg 5  a" };
	struct journal_record record;

	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(!journal_record_read_log(str_from(wrong[i]), &record),
		    "refused: \"%s\"", wrong[i]);
}

static void
reads_renamings(void)
{
	static const struct {
		const char *body;
		bool good;
	} rows[] = {
		{ "o renamed 5 tea coffee", true },
		{ "o renamed 5 * *", true },
		{ "o renamed 5 tea", false },
		{ "o renamed 5 tea coffee 17", false },
		{ "o renamed 5 tea coffee ", false },
	};
	struct journal_record record;

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_OK(journal_record_read(written(rows[i].body, 0), &record) ==
			rows[i].good,
		    "%s: \"%s\"", rows[i].good ? "read" : "refused",
		    rows[i].body);
}

static void
knows_actors(void)
{
	struct journal_record record;
	struct str one, other;

	(void)journal_record_read_body(
	    STR("msg 5 ops " ACTOR " hello"), &record);
	TAP_STR(journal_record_actor(&record), STR(ACTOR), "the actor");
	TAP_STR(journal_actor_account(STR(ACTOR)), STR("Javad"), "an account");
	TAP_STR(journal_actor_account(STR("a!b@c!*!-")), STR(""), "none");
	(void)journal_record_read_body(STR("tags 5 ops a=b"), &record);
	TAP_STR(journal_record_actor(&record), STR(""), "tags have no actor");
	TAP_OK(journal_where_is_talk(STR("@ali,Bob"), &one, &other) &&
		str_eq(one, STR("ali")) && str_eq(other, STR("Bob")),
	    "a talk has two accounts");
	TAP_OK(journal_where_has(STR("@ali,Bob"), STR("bob")) &&
		!journal_where_has(STR("@ali,Bob"), STR("bo")) &&
		!journal_where_has(STR("ali"), STR("ali")),
	    "and is found by either");
	TAP_OK(!journal_where_is_talk(STR("@ali"), &one, &other) &&
		!journal_where_is_talk(STR("ali"), &one, &other),
	    "an account or a group is none");
	TAP_OK(journal_where_is_group(STR("ali")) &&
		!journal_where_is_group(STR("@ali")) &&
		!journal_where_is_group(STR("*")),
	    "a group is one");
}

int
main(void)
{
	is_written_and_read();
	finds_each_flipped_bit();
	refuses();
	reads_renamings();
	knows_actors();
	return tap_done();
}
