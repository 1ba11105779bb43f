/*
 * helpers/keeper_work and keeper_batch: what changes the store is answered when
 * it is written, many changes by one writing; if that fails all are undone and
 * refused. A question that another keeper was asked is done, and not refused,
 * if that one has done it. For a program that knows no checksum, none is there.
 */
#include "helpers/keeper_work.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/base/mem/memfd.h"
#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

static struct {
	struct keeper keeper;
	struct batch batch;
	void *memory;
	char room[KEEPER_ROOM];
	char said[LIMIT_LINE + BATCH_ROOM];
	struct buf answer;
} test;

static struct keeper_file
new_file(void)
{
	const struct keeper_file file = {
		.fd = memfd_open("test"), .is_object = true, .room = test.room
	};

	MUST(file.fd != -1, "no object");
	return file;
}

/* A keeper that has the file of the one before it. */
static void
begin(struct keeper_file file)
{
	struct error why;

	if (test.memory == NULL)
		test.memory = malloc(store_size());
	MUST(test.memory != NULL, "no memory");
	memset(&test.batch, 0, sizeof(test.batch));
	test.keeper = (struct keeper) { .file = file,

		.batch = &test.batch };
	store_init(&test.keeper.store, test.memory);
	MUST(keeper_file_load(&test.keeper.file, &test.keeper.store, &why),
	    "%s", why.text);
	buf_init(&test.answer, test.said, sizeof(test.said));
}

static void
ask(const char *text)
{
	struct question question;

	MUST(keeper_read_question(str_from(text), &question), "no question");
	keeper_work(&test.keeper, &question, &test.answer);
}

static void
commit(void)
{
	batch_commit(
	    &test.batch, &test.keeper.store, &test.keeper.file, &test.answer);
}

/* The next of what it says. */
static void
says(const char *pattern, const char *what)
{
	struct str line = STR("");

	if (buf_line(&test.answer, &line) != LINE_WHOLE)
		line = STR("");
	TAP_OK(pattern_matches(pattern, line), "%s: \"%.*s\"", what,
	    (int)line.len, line.at);
	if (line.len > 0)
		buf_drop_line(&test.answer, line);
}

static void
says_nothing(const char *what)
{
	TAP_NUM(buf_len(&test.answer), 0, what);
}

static void
made(void)
{
	ask("1 - new.0 5 make ali pw");
	says_nothing("nothing is said before it is written");
	commit();
	says("kept account ali *", "then all are told");
	says("answer 1 done ali", "and who asked for it");
}

static void
written_as_one(void)
{
	const uint64_t before = test.keeper.file.change;

	ask("2 - new.0 5 put group tea ali 1 nt 0");
	ask("3 - new.0 5 put group rice ali 1 n 5 key");
	ask("4 - new.0 5 put group tea ali 1 int 0");
	ask("5 - new.0 5 cut group rice");
	ask("6 - new.0 5 cut group salt");
	says("answer 6 no-such-name", "what is refused is so at once");
	commit();
	says("answer 2 done", "the first");
	says("answer 3 done", "the next");
	says("answer 4 done", "the next");
	says("answer 5 done", "the last");
	TAP_NUM(test.keeper.file.change, before + 1, "by one writing");
}

/* The file cannot be written. */
static void
undone(void)
{
	struct keeper_file good = test.keeper.file;
	int fd = open("/dev/null", O_RDONLY);

	MUST(fd != -1, "no /dev/null");
	test.keeper.file.fd = fd;
	ask("7 - new.0 5 put group tea ali 1 m 0");
	ask("8 - new.0 5 put group milk ali 1 n 0");
	ask("9 - new.0 5 remove ali");
	commit();
	says("answer 7 unavailable ...", "none is done");
	says("answer 8 unavailable ...", "none is done");
	says("answer 9 unavailable ...", "none is done");
	says_nothing("and nobody hears of it");
	io_close(&fd);
	test.keeper.file = good;
	TAP_OK(store_find(&test.keeper.store, STORE_GROUP, STR("milk")) == NULL,
	    "a new one is not there");
	const struct store_record *tea =
	    store_find(&test.keeper.store, STORE_GROUP, STR("tea"));
	TAP_OK(tea != NULL && str_eq(store_text(tea), STR("ali 1 int 0")),
	    "a changed one is as it was, and so is what went with its account");
	ask("10 - new.0 5 check ali pw");
	says("answer 10 done ali", "which is there");
}

static void
founder_wanted(void)
{
	ask("11 - new.0 5 put group milk bob 1 n 0");
	says("answer 11 no-such-name", "nobody's group is not kept");
}

/* The keeper before has done it, and died. */
static void
asked_again(void)
{
	const struct keeper_file file = test.keeper.file;

	begin(file);
	ask("12 - new.0 5 make ali pw");
	says("answer 12 name-taken", "a new question is refused");
	ask("13 - new.0 5 again make ali pw");
	commit();
	says("kept account ali *", "one that is asked again is not");
	says("answer 13 done ali", "it was done");
	ask("14 - new.0 5 again make ali other");
	says("answer 14 name-taken", "if the secret is the same");
	ask("15 - new.0 5 again make bob pw");
	commit();
	says("kept account bob *", "what was not done is done");
	says("answer 15 done bob", "and answered");
	ask("16 - new.0 5 again cut group rice");
	commit();
	says("answer 16 done", "what was cut is cut");
}

/* Flags stay with the account, also when its secret changes. */
static void
flagged(void)
{
	ask("30 - known.0 5 flags nobody h");
	says("answer 30 no-such-name", "nobody has flags");
	ask("31 - known.0 5 flags ali h4");
	says("answer 31 bad-text", "nor is any word one");
	ask("32 - known.0 5 flags ali ");
	says("answer 32 bad-text", "nor none");
	ask("33 - known.0 5 flags ALI h");
	says_nothing("a flag is written first");
	commit();
	says("kept account ali * h", "then all are told");
	says("answer 33 done ali", "and who asked for it");
	ask("34 - known.0 5 again flags ali h");
	commit();
	says("kept account ali * h", "it may be set again");
	says("answer 34 done ali", "which is no error");
	ask("35 - known.0 5 change ali pw");
	commit();
	says("answer 35 done ali", "the secret changes");
	TAP_STR(store_flags(
		    store_find(&test.keeper.store, STORE_ACCOUNT, STR("ali"))),
	    STR("h"), "and not the flag");
	ask("36 - known.0 5 flags ali -");
	commit();
	says("kept account ali *", "it can be cleared");
	says("answer 36 done ali", "which is kept");
	TAP_NUM(store_flags(
		    store_find(&test.keeper.store, STORE_ACCOUNT, STR("ali")))
		    .len,
	    0, "as it was before");
}

/* The clock was set back since it was made. */
static void
make_newer(const char *name)
{
	struct store_account account;
	struct store_record record, old;

	MUST(store_account(&test.keeper.store, str_from(name), &account),
	    "no account");
	account.made = clock_wall() + 86400 * SEC;
	store_record_of(&account, &record);
	MUST(store_set(&test.keeper.store, STORE_ACCOUNT,
		 store_str(&record.name), &record, &old),
	    "no room");
}

static void
removed_again(void)
{
	make_newer("ali");
	ask("17 - new.0 5 again remove zoe");
	commit();
	says("kept gone zoe", "who was removed is gone");
	says("answer 17 done", "and was removed");
	ask("18 - new.0 5 again remove bob");
	commit();
	says("answer 18 done", "an account that was made since");
	ask("19 - new.0 5 check bob pw");
	says("answer 19 done bob", "is another one, and stays");
	ask("20 - new.0 5 again remove ali");
	commit();
	says("kept gone ali", "one that is older is the one that was meant");
	says("answer 20 done ali", "and is removed");
	ask("21 - new.0 5 make ali pw");
	commit();
	says("answer 21 slow-down", "nobody else is called so meanwhile");
	ask("22 - new.0 5 put group tea bob 1 n 0");
	commit();
	says("answer 22 slow-down", "and no group as those that it had");
	ask("23 - new.0 5 put ended @cy 1");
	commit();
	says("answer 23 bad-text", "nothing ends otherwise");
	ask("24 - new.0 5 again cut ended @ALI");
	ask("25 - new.0 5 cut ended tea");
	ask("26 - new.0 5 put group tea bob 1 n 0");
	ask("27 - new.0 5 end group tea");
	ask("28 - new.0 5 again end group tea");
	ask("29 - new.0 5 put group tea bob 1 n 0");
	commit();
	says("answer 29 slow-down", "it is so");
	says("answer 24 done", "until the history knows");
	says("answer 25 done", "of all of them");
	says("answer 26 done", "then there may be");
	says("answer 27 done", "a group that is dropped");
	says("answer 28 done", "once, is like that");
	TAP_OK(store_find(&test.keeper.store, STORE_GROUP, STR("tea")) == NULL,
	    "with its groups");
}

/* Has the last line of what is kept a word behind its number? */
static bool
has_checksum(void)
{
	struct keeper_file *file = &test.keeper.file;
	const off_t half = (off_t)64 * 1024 * 1024;
	char *end;
	ssize_t count;

	count = pread(file->fd, test.room, sizeof(test.room) - 1,
	    file->change % 2 == 0 ? 0 : half);
	MUST(count > 0, "nothing is kept");
	test.room[count] = '\0';
	end = strstr(test.room, "\nend ");
	MUST(end != NULL, "it has no end");
	end += strlen("\nend ");
	return end[strcspn(end, " \n")] == ' ';
}

static void
for_older(void)
{
	const uint64_t before = test.keeper.file.change;

	TAP_OK(has_checksum(), "what is kept has a checksum");
	ask("21 - operator.0 5 older");
	says_nothing("for an older program it is written anew");
	commit();
	says("answer 21 done", "before that is said");
	TAP_NUM(test.keeper.file.change, before + 1, "once");
	TAP_OK(!has_checksum(), "without the checksum");
	ask("22 - operator.0 5 make zoe pw");
	commit();
	TAP_OK(!has_checksum(), "and without it what is changed then");
	begin(test.keeper.file);
	ask("23 - operator.0 5 make moe pw");
	commit();
	TAP_OK(has_checksum(), "the next keeper adds one");
}

/* By a clock that was another when the server began nothing is over. */
static void
banned(void)
{
	const struct store *store = &test.keeper.store;
	const usec ahead = clock_wall() - clock_mono();

	test.keeper.ahead = ahead - 86400 * SEC;
	ask("24 - operator.0 5 put ban 10.0.0.1 1");
	commit();
	says("kept account moe *", "first comes what was before");
	says("answer 23 done moe", "and its answer");
	says("answer 24 done", "a ban is kept that is over");
	ask("25 - operator.0 5 put ban 10.0.0.2 0");
	commit();
	says("answer 25 done", "and with the next");
	TAP_NUM(store->table[STORE_BAN].count, 2, "while the clock has moved");
	test.keeper.ahead = ahead;
	ask("26 - operator.0 5 put ban 10.0.0.3 0");
	commit();
	says("answer 26 done", "until it is right");
	TAP_NUM(store->table[STORE_BAN].count, 2, "then it is dropped");
}

int
main(void)
{
	begin(new_file());
	made();
	written_as_one();
	undone();
	founder_wanted();
	asked_again();
	flagged();
	removed_again();
	for_older();
	banned();
	return tap_done();
}
