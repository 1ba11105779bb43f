/*
 * helpers/journal/read/journal_index: past memberships, as the index of a file
 * has them: each ends where its group ends or begins again, or the history
 * does, whoever comes back later, or does not. Nobody has those of an account
 * that had that name before.
 */
#include "helpers/journal/read/journal_index.h"

#include <sys/stat.h>

#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)64 * 1024)

static void
add(const char *verb, unsigned id, const char *where, const char *rest)
{
	(void)history_add("c", verb, FIRST + id, where, rest);
}

/* The index of the newest file is not read, nor that of an older one first. */
static void
make_history(void)
{
	char directory[SCRATCH_PATH];

	scratch_path(directory, "history");
	MUST(mkdir(directory, 0700) == 0, "mkdir");
	history_begin(directory);
	history_next(FIRST);
	add("begin", 1, "tea", "passing");
	add("in", 2, "tea", "ali");
	add("begin", 4, "tea", "passing");
	add("begin", 6, "tea", "passing");
	add("in", 7, "tea", "ali");
	add("out", 9, "tea", "ali");
	add("begin", 10, "lab", "lasting");
	add("in", 11, "lab", "bo");
	add("start", 13, "*", "anew");
	add("start", 20, "*", "anew");
	add("in", 21, "lab", "bo");
	add("end", 24, "lab", "");
	add("begin", 25, "lab", "lasting");
	add("in", 27, "lab", "bo");
	add("out", 28, "lab", "bo");
	add("begin", 30, "once", "passing");
	add("in", 31, "once", "cy");
	add("last", 32, "once", "");
	add("begin", 33, "once", "passing");
	add("begin", 40, "vault", "lasting");
	add("in", 41, "vault", "dee");
	add("msg", 42, "vault", "bo!u@h!bo! old");
	add("out", 43, "vault", "dee");
	add("end", 44, "@dee", "");
	add("in", 45, "vault", "dee");
	add("msg", 46, "vault", "bo!u@h!bo! new");
	history_next(FIRST + 90);
	add("start", 100, "*", "anew");
	history_next(FIRST + 110);
	add("begin", 120, "lab", "lasting");
	history_end();
}

static const struct {
	const char *where, *account;
	unsigned from, to;
} wants[] = {
	{ "tea", "ali", 2, 3 },
	{ "tea", "ali", 7, 9 },
	{ "lab", "bo", 11, 12 },
	{ "lab", "bo", 21, 23 },
	{ "lab", "bo", 27, 28 },
	{ "once", "cy", 31, 32 },
};

static bool
is_wanted(const char *where, const char *account, unsigned id)
{
	for (size_t i = 0; i < COUNT(wants); i++)
		if (strcmp(wants[i].where, where) == 0 &&
		    strcmp(wants[i].account, account) == 0 &&
		    id >= wants[i].from && id <= wants[i].to)
			return true;
	return false;
}

static void
compare(const char *where, const char *account)
{
	struct journal_past *past = history_past();
	const uint32_t target =
	    journal_targets_find(&past->targets, str_from(where));
	bool good = target != JOURNAL_NONE;

	for (unsigned id = 1; good && id < 120; id++) {
		good = journal_members_cover(&past->members, target,
			   str_from(account), 0,
			   FIRST + id) == is_wanted(where, account, id);
		if (!good)
			tap_note("ID %u", id);
	}
	TAP_OK(good, "%s was in %s, then and only then", account, where);
}

/* The clock was far ahead when the first dee was there. */
static void
ask_as_another(struct journal_reader *reader)
{
	struct str line;

	journal_asks_take(reader,
	    STR("1 - - 0 forward vault dee 7 1795000000000999 members,said 0 0 9"));
	history_work(reader);
	MUST(buf_line(reader->up, &line) == LINE_WHOLE, "no answer");
	TAP_OK(str_begins(line, STR("answer 1 past msg 1795000000000046 ")),
	    "a new account has nothing of the old one: %.*s", (int)line.len,
	    line.at);
	buf_drop(reader->up, buf_len(reader->up));
}

int
main(void)
{
	struct journal_reader *reader;

	make_history();
	for (unsigned i = 0; i < 2; i++) {
		/* The indexes are made, and then read. */
		reader = history_load(ANSWERS);
		history_work(reader);
		compare("tea", "ali");
		compare("lab", "bo");
		compare("once", "cy");
		ask_as_another(reader);
	}
	return tap_done();
}
