/*
 * helpers/journal/write: what is written is known again when it is loaded; each
 * record leads to the one before it; files begin at midnight and when they are
 * full; records are safe when they should be, and are ignored when they come
 * again; a refused one leaves no trace. When there are too many renamings,
 * nobody reads the past of another group; and older programs do not read a
 * history that has any.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/history/chronicle.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define DAY ((unsigned long long)CHRONICLE_DAY)

static struct chronicle it;

static void
open_it(usec sync)
{
	MUST(chronicle_open(&it, sync), "%s", it.why.text);
}

/* Compares what is known before and after another journal has begun. */
static void
is_known_again(const char *what)
{
	char *before = chronicle_text(&it), *after;

	chronicle_kill(&it);
	open_it(SEC);
	after = chronicle_text(&it);
	TAP_STR(str_from(after), str_from(before), "%s: known again", what);
	TAP_OK(chronicle_is_linked(&it), "%s: each record leads back", what);
	TAP_NUM(
	    it.loaded.damaged + it.loaded.cut, 0, "%s: all are whole", what);
	free(before);
	free(after);
}

static void
say(unsigned long long id, const char *where)
{
	MUST(chronicle_log(
		 &it, "o msg %llu %s " ACTOR " message %llu", id, where, id),
	    "not taken");
}

static void
all_kinds(unsigned long long id)
{
	static const char *const lines[] = { "o begin %llu ops lasting",
		"o+ join %llu ops " ACTOR " Ali", "o in %llu ops Ali",
		"o msg %llu ops " ACTOR " hello", "o begin %llu tmp passing",
		"c msg %llu tmp " ACTOR " psst", "o in %llu tmp bob",
		"c+ tags %llu @Ali,bob a=b",
		"c tell %llu @Ali,bob " ACTOR " bob hi", "o in %llu ops bob",
		"o out %llu ops bob", "o gap %llu * 500 600",
		"o+ rename %llu ops " ACTOR " Staff",
		"c renamed %llu ops Staff", "o msg %llu Staff " ACTOR " again",
		"o in %llu ops carl", "o last %llu tmp",
		"o msg %llu TMP " ACTOR " new", "o end %llu @bob",
		"o forget %llu @Ali 700" };

	for (size_t i = 0; i < COUNT(lines); i++) {
		char line[256];
		/* Adjacent records of an ID. */
		if (i == 0 || lines[i - 1][1] != '+')
			id++;
		(void)snprintf(line, sizeof(line), lines[i], id);
		MUST(chronicle_log(&it, "%s", line), "not taken: %s", line);
	}
	chronicle_run(&it, SEC);
}

static void
everything_is_known_again(void)
{
	open_it(SEC);
	TAP_NUM(it.past.last_id, 0, "there is nothing");
	all_kinds(DAY);
	is_known_again("one file");
	all_kinds(DAY + JOURNAL_DAY);
	is_known_again("two days");
	TAP_NUM(it.past.files.count, 3,
	    "which have a file each, and one from the first renaming on");
	say(DAY + 5 * JOURNAL_DAY, "nobody");
	chronicle_run(&it, SEC);
	is_known_again("three days");
}

static void
knows_meanings(void)
{
	const uint32_t staff =
	    journal_targets_find(&it.past.targets, STR("staff"));
	const uint32_t ops = journal_targets_find(&it.past.targets, STR("ops"));
	const uint32_t tmp = journal_targets_find(&it.past.targets, STR("tmp"));
	const uint32_t talk =
	    journal_targets_find(&it.past.targets, STR("@ali,bob"));

	MUST(staff != JOURNAL_NONE && ops != JOURNAL_NONE &&
		tmp != JOURNAL_NONE && talk != JOURNAL_NONE,
	    "a target is missing");
	TAP_OK(it.past.targets.target[staff].is_lasting &&
		journal_members_since(&it.past.members, staff, STR("Ali"), 0) !=
		    0,
	    "a renamed group has its members");
	TAP_OK(it.past.targets.target[ops].floor > 0 &&
		journal_members_since(&it.past.members, ops, STR("ali"), 0) ==
		    0,
	    "its old name has not");
	TAP_OK(it.past.targets.target[tmp].floor > 0,
	    "a closed, passing group has lost its past");
	TAP_OK(it.past.targets.target[talk].floor > 0,
	    "and so has a talk, with one of its accounts");
	TAP_NUM(it.past.gaps.count, 1, "there is a gap");
}

/* Begins a history again, after a time without one. */
static void
begins_anew(void)
{
	const struct journal_members *members = &it.past.members;
	const unsigned long long id = it.past.last_id;
	uint32_t staff;

	MUST(chronicle_log(&it, "o in %llu staff dora", id + 1) &&
		chronicle_log(&it, "c start %llu * anew", id + 5) &&
		chronicle_log(&it, "o in %llu staff dora", id + 8) &&
		chronicle_log(&it, "o out %llu staff dora", id + 9),
	    "not taken");
	chronicle_run(&it, SEC);
	for (unsigned i = 0; i < 2; i++) {
		staff = journal_targets_find(&it.past.targets, STR("staff"));
		TAP_OK(
		    journal_members_since(members, staff, STR("Ali"), 0) == 0 &&
			journal_members_cover(
			    members, staff, STR("dora"), 0, id + 4) &&
			!journal_members_cover(
			    members, staff, STR("dora"), 0, id + 5) &&
			journal_members_cover(
			    members, staff, STR("dora"), 0, id + 9),
		    "a history that begins again has no members at first");
		is_known_again("anew");
	}
	/* Past memberships would be in the index only. */
	MUST(chronicle_log(&it, "c end %llu staff", id + 10) &&
		chronicle_log(&it, "c end %llu ops", id + 11),
	    "not taken");
	chronicle_run(&it, SEC);
}

static void
comes_again(void)
{
	uint64_t before, records;

	before = it.past.last_id;
	records = it.past.files.file[it.past.files.count - 1].records;
	for (unsigned i = 0; i < 10; i++)
		say(before - 5 + i, "ops");
	TAP_NUM(it.past.files.file[it.past.files.count - 1].records,
	    records + 4, "records that are there already are ignored");
	chronicle_run(&it, SEC);
}

static void
when_it_is_safe(void)
{
	uint64_t id;

	chronicle_kill(&it);
	open_it(3 * SEC);
	id = it.past.last_id;
	say(id + 1, "ops");
	chronicle_run(&it, 0);
	chronicle_run(&it, 2 * SEC);
	TAP_NUM(it.writer.done_id, id, "3 s: not after two");
	chronicle_run(&it, SEC);
	TAP_NUM(it.writer.done_id, id + 1, "but after three");
	say(id + 2, "ops");
	chronicle_run(&it, 0);
	TAP_NUM(
	    journal_writer_next(&it.writer), it.now + 3 * SEC, "it knows when");
	for (unsigned i = 0; it.writer.len < JOURNAL_UNSAFE_MOST; i++)
		say(id + 3 + i, "ops");
	chronicle_run(&it, 0);
	TAP_NUM(it.writer.done_id, it.past.last_id, "or after 4 MiB");
	chronicle_kill(&it);
	open_it(JOURNAL_SYNC_EACH);
	say(it.past.last_id + 1, "ops");
	chronicle_run(&it, 0);
	TAP_NUM(it.writer.done_id, it.past.last_id, "each: at once");
	chronicle_kill(&it);
	open_it(JOURNAL_SYNC_NONE);
	say(it.past.last_id + 1, "ops");
	chronicle_run(&it, 0);
	TAP_NUM(it.writer.done_id, it.past.last_id, "none: when written");
	TAP_NUM(journal_writer_next(&it.writer), UINT64_MAX,
	    "and there is nothing to wait for");
}

static void
an_id_is_whole_or_not_there(void)
{
	const uint64_t id = it.past.last_id;

	MUST(chronicle_log(
		 &it, "o+ tags %llu ops a=b", (unsigned long long)id + 1),
	    "not taken");
	chronicle_run(&it, SEC);
	TAP_NUM(it.writer.done_id, id, "the first of two is not written");
	chronicle_kill(&it);
	open_it(SEC);
	TAP_NUM(it.past.last_id, id, "and not known to the next journal");
	TAP_NUM(it.loaded.cut, 0, "nor in the file");
}

static void
files_have_a_size(void)
{
	const size_t before = it.past.files.count;
	const uint64_t id = it.past.last_id;

	it.writer.file_most = 10000;
	for (unsigned i = 1; i <= 1000; i++)
		say(id + i, i % 3 == 0 ? "ops" : "dev");
	chronicle_run(&it, SEC);
	TAP_OK(it.past.files.count > before + 5, "full files are followed");
	is_known_again("many files");
}

/*
 * Groups are renamed for the first time. Older programs, which ignore this, may
 * read no file that has it.
 */
static void
has_version(void)
{
	size_t before;

	chronicle_kill(&it);
	chronicle_remove();
	open_it(SEC);
	say(DAY, "ops");
	before = it.past.files.count;
	MUST(chronicle_log(&it, "c renamed %llu ops staff", DAY + 1ULL),
	    "not taken");
	TAP_NUM(it.writer.version, 1, "without renamings the version is 1");
	chronicle_run(&it, SEC);
	TAP_OK(
	    journal_writer_is_outdated(&it.writer), "with one it is too low");
	journal_writer_change(&it.writer, DAY + 2, SEC);
	TAP_NUM(it.past.files.count, before + 1, "another file begins at once");
	is_known_again("a new version");
	TAP_NUM(it.writer.version, 2, "its version is 2");
	TAP_OK(!journal_writer_is_outdated(&it.writer), "which is enough");
}

static void
silence_ends_a_file(void)
{
	const size_t before = it.past.files.count;
	const uint64_t id = it.past.last_id;

	journal_writer_change(&it.writer, id + 1, SEC);
	TAP_NUM(it.past.files.count, before, "a day has one file");
	journal_writer_change(&it.writer, id + 40 * JOURNAL_DAY, SEC);
	TAP_NUM(it.past.files.count, before + 1,
	    "a silent one begins if it is asked for");
	journal_writer_change(&it.writer, id + 40 * JOURNAL_DAY + 1, SEC);
	TAP_NUM(it.past.files.count, before + 1, "once");
	say(id + 41 * JOURNAL_DAY, "ops");
	chronicle_run(&it, SEC);
	is_known_again("a silent file");
}

/* Counts the messages of an ID. */
struct search {
	uint64_t id;
	unsigned found, erased;
};

static void
search(
    void *of, const struct journal_record *record, uint64_t file, uint64_t at)
{
	struct search *search = of;

	(void)file;
	(void)at;
	if (record->id != search->id)
		return;
	search->found++;
	search->erased += record->verb == JOURNAL_ERASED;
}

static void
refused_ones_leave_no_trace(void)
{
	const uint64_t id = it.past.last_id;
	struct search one = { id + 1, 0, 0 }, other = { id + 2, 0, 0 };
	struct search last = { id + 3, 0, 0 };

	say(id + 1, "ops");
	chronicle_run(&it, 0); /* written, not synced */
	say(id + 2, "o");
	say(id + 3, "ops");
	TAP_OK(journal_writer_void(&it.writer, id + 1, STR("OPS")) &&
		journal_writer_void(&it.writer, id + 2, STR("o")) &&
		!journal_writer_void(&it.writer, id + 3, STR("dev")) &&
		!journal_writer_void(&it.writer, id, STR("ops")),
	    "a refused record is found in memory");
	chronicle_run(&it, 2 * SEC);
	TAP_NUM(it.writer.len, 0, "they are synced");
	TAP_OK(!journal_writer_void(&it.writer, id + 3, STR("ops")),
	    "one that is in the file only is left to its order");
	is_known_again("refused");
	(void)chronicle_each(&it, search, &one);
	(void)chronicle_each(&it, search, &other);
	(void)chronicle_each(&it, search, &last);
	TAP_OK(one.erased == 1 && other.erased == 1 && other.found == 1 &&
		last.erased == 0,
	    "and its text is not in the file");
}

/* Makes up a group: of a stranger, or one that an account joins and leaves. */
static void
make_up(unsigned long long id, unsigned number)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "g%u", number);
	if (number % 2 == 0)
		say(id, name);
	else
		MUST(chronicle_log(
			 &it, "o+ in %llu %s a%u", id, name, number / 1000) &&
			chronicle_log(&it, "o last %llu %s", id, name),
		    "not taken");
}

/* Anybody can make up groups, but not displace those that have members. */
static void
groups_without_end(void)
{
	const unsigned long long id = it.past.last_id;

	MUST(chronicle_log(&it, "o begin %llu kept lasting", id + 1) &&
		chronicle_log(&it, "c msg %llu closed " ACTOR " hi", id + 2) &&
		chronicle_log(&it, "o in %llu joined ali", id + 3) &&
		chronicle_log(&it, "c msg %llu void " ACTOR " hi", id + 4) &&
		chronicle_log(&it, "c last %llu void", id + 5) &&
		chronicle_log(&it, "c msg %llu late " ACTOR " hi", id + 6) &&
		chronicle_log(&it, "c last %llu late", id + 7),
	    "not taken");
	it.past.room.erased_id = id + 5;
	it.past.room.hand = journal_targets_find(&it.past.targets, STR("void"));
	it.writer.file_most = JOURNAL_FILE_MOST;
	for (unsigned i = 8; i < JOURNAL_TARGETS_MOST + 1000; i++) {
		make_up(id + i, i);
		if (i % 1000 == 0)
			chronicle_run(&it, 2 * SEC);
	}
	TAP_NUM(it.past.lost, 0, "there is always room for one more group");
	TAP_OK(journal_targets_find(&it.past.targets, STR("kept")) !=
		    JOURNAL_NONE &&
		journal_targets_find(&it.past.targets, STR("closed")) !=
		    JOURNAL_NONE &&
		journal_targets_find(&it.past.targets, STR("joined")) !=
		    JOURNAL_NONE,
	    "those that matter stay");
	TAP_OK(journal_targets_find(&it.past.targets, STR("void")) ==
		    JOURNAL_NONE &&
		journal_targets_find(&it.past.targets, STR("late")) !=
		    JOURNAL_NONE,
	    "a closed one stays until its past is erased");
}

static const struct journal_target *
target_of(const char *group)
{
	const uint32_t number =
	    journal_targets_find(&it.past.targets, str_from(group));

	MUST(number != JOURNAL_NONE, "%s is not known", group);
	return &it.past.targets.target[number];
}

static uint64_t
floor_of(const char *group)
{
	return target_of(group)->floor;
}

/*
 * A group had a name, and another has it now, with an older member; then so
 * many others are renamed that nobody knows about this any more.
 */
static void
names_without_end(void)
{
	const unsigned long long id = it.past.last_id + JOURNAL_DAY;
	const unsigned long long last = id + 6 + JOURNAL_NAMES_MOST;

	it.writer.file_most = JOURNAL_FILE_MOST;
	MUST(chronicle_log(&it, "o in %llu usurper mal", id + 1) &&
		chronicle_log(&it, "o begin %llu first lasting", id + 2) &&
		chronicle_log(&it, "c msg %llu first " ACTOR " psst", id + 3) &&
		chronicle_log(&it, "c renamed %llu first second", id + 4) &&
		chronicle_log(&it, "c renamed %llu usurper first", id + 5),
	    "not taken");
	TAP_OK(floor_of("first") == 0 && floor_of("second") == 0,
	    "groups keep their past when they are renamed");
	TAP_OK(target_of("second")->records == 3 &&
		target_of("second")->was_closed &&
		target_of("first")->records == 2 &&
		target_of("usurper")->records == 0,
	    "which is theirs alone, and counts as such");
	for (unsigned long long i = id + 6; i <= last; i++) {
		MUST(chronicle_log(&it, "c renamed %llu g%llu g%llu", i, i % 2,
			 (i + 1) % 2),
		    "not taken");
		if (i % 1000 == 0)
			chronicle_run(&it, 2 * SEC);
	}
	chronicle_run(&it, 2 * SEC);
	TAP_OK(floor_of("first") > id + 5 && floor_of("second") > id + 4,
	    "the past of a forgotten name is nobody's");
	MUST(chronicle_log(&it, "c in %llu %s ali", last + JOURNAL_DAY, "new"),
	    "not taken");
	chronicle_run(&it, 2 * SEC);
	is_known_again("names");
	say(last + JOURNAL_DAY + 1, "newer");
	TAP_OK(floor_of("new") == journal_names_floor(&it.past.targets.names) &&
		floor_of("new") > id + 5 &&
		floor_of("newer") == floor_of("new"),
	    "nor that of a new group");
}

static void
files_are_private(void)
{
	char path[SCRATCH_PATH];
	struct stat info;

	chronicle_path(
	    path, it.past.files.file[it.past.files.count - 1].key, "");
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600,
	    "nobody else can read a file");
}

int
main(void)
{
	everything_is_known_again();
	knows_meanings();
	begins_anew();
	comes_again();
	when_it_is_safe();
	an_id_is_whole_or_not_there();
	files_have_a_size();
	silence_ends_a_file();
	refused_ones_leave_no_trace();
	files_are_private();
	names_without_end();
	groups_without_end();
	has_version();
	return tap_done();
}
