/*
 * helpers/keeper_work and keeper_batch: what changes the store is answered when
 * it is written, many changes by one writing; if that fails all are undone and
 * refused. A question that another keeper was asked is done, and not refused,
 * if that one has done it.
 */
#include "helpers/keeper_work.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/base/nameless.h"
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
	const struct keeper_file file = { .fd = nameless_open("test"),
		.is_object = true,
		.room = test.room };

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
	test.keeper = (struct keeper) { .since = clock_wall(),
		.file = file,

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

	MUST(keeper_question(str_from(text), &question), "no question");
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
	ask("1 - 5 make ali pw");
	says_nothing("nothing is said before it is written");
	commit();
	says("kept account ali *", "then all are told");
	says("answer 1 done ali", "and who asked for it");
}

static void
written_as_one(void)
{
	const uint64_t before = test.keeper.file.change;

	ask("2 - 5 put group tea ali 1 nt 0");
	ask("3 - 5 put group rice ali 1 n 5 key");
	ask("4 - 5 put group tea ali 1 int 0");
	ask("5 - 5 cut group rice");
	ask("6 - 5 cut group salt");
	says("answer 6 no-such-name", "what is refused is so at once");
	commit();
	says("answer 2 done", "the first");
	says("answer 3 done", "the next");
	says("answer 4 done", "the next");
	says("answer 5 done", "the last");
	TAP_NUM(test.keeper.file.change, before + 1, "by one writing");
}

/* Of a file that cannot be written. */
static void
undone(void)
{
	struct keeper_file good = test.keeper.file;
	int fd = open("/dev/null", O_RDONLY);

	MUST(fd != -1, "no /dev/null");
	test.keeper.file.fd = fd;
	ask("7 - 5 put group tea ali 1 m 0");
	ask("8 - 5 put group milk ali 1 n 0");
	ask("9 - 5 remove ali");
	commit();
	says("answer 7 unavailable ...", "none is done");
	says("answer 8 unavailable ...", "none is done");
	says("answer 9 unavailable ...", "none is done");
	says_nothing("and nobody hears of it");
	io_close(&fd);
	test.keeper.file = good;
	TAP_OK(store_find(&test.keeper.store, STORE_GROUP, STR("milk")) == NULL,
	    "a new one is not there");
	const struct store_group *tea =
	    store_find(&test.keeper.store, STORE_GROUP, STR("tea"));
	TAP_OK(tea != NULL && tea->letters_len == 3,
	    "a changed one is as it was, and so is what went with its account");
	ask("10 - 5 check ali pw");
	says("answer 10 done ali", "which is there");
}

static void
founder_wanted(void)
{
	ask("11 - 5 put group milk bob 1 n 0");
	says("answer 11 no-such-name", "nobody's group is not kept");
}

/* The keeper before has done it, and died. */
static void
asked_again(void)
{
	const struct keeper_file file = test.keeper.file;

	begin(file);
	ask("12 - 5 make ali pw");
	says("answer 12 name-taken", "a new question is refused");
	ask("13 - 5 again make ali pw");
	commit();
	says("kept account ali *", "one that is asked again is not");
	says("answer 13 done ali", "it was done");
	ask("14 - 5 again make ali other");
	says("answer 14 name-taken", "if the secret is the same");
	ask("15 - 5 again make bob pw");
	commit();
	says("kept account bob *", "what was not done is done");
	says("answer 15 done bob", "and answered");
	ask("16 - 5 again cut group rice");
	commit();
	says("answer 16 done", "what was cut is cut");
}

static void
removed_again(void)
{
	ask("17 - 5 again remove zoe");
	commit();
	says("kept gone zoe", "who was removed is gone");
	says("answer 17 done", "and was removed");
	ask("18 - 5 again remove bob");
	commit();
	says("answer 18 done", "an account that was made since");
	ask("19 - 5 check bob pw");
	says("answer 19 done bob", "is another one, and stays");
	ask("20 - 5 again remove ali");
	commit();
	says("kept gone ali", "one that is older is the one that was meant");
	says("answer 20 done ali", "and is removed");
	TAP_OK(store_find(&test.keeper.store, STORE_GROUP, STR("tea")) == NULL,
	    "with its groups");
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
	removed_again();
	return tap_done();
}
