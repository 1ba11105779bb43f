/*
 * helpers/keeper: what was saved is there when it is loaded, from a directory
 * and from an object; one that is torn at any byte has all whole lines; and
 * one with much that is out of date becomes small, and means the same.
 */
#define _GNU_SOURCE /* memmem */
#include "helpers/keeper/keeper.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/system/files.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define SALT "AAECAwQFBgcICQoLDA0ODw=="
#define KEY "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA="
#define ACCOUNT(name) "account " name " 17 4096 " SALT " " KEY " " KEY

static const char *const changes[] = { ACCOUNT("ali"), ACCOUNT("bob"),
	"group tea ali 1 ns 5 key", "topic tea ali 2 Two  words",
	"mask tea b ~a:eve ali 3", "mask tea e x!*@* ali 3",
	"role tea bob 17 ov", "group rice bob 1 - 0", "ban 192.0.2.1 0 why",
	"mask tea b ~a:eve ali 4", "cut mask tea e x!*@*", "cut group rice" };

/* The bytes of a new file, which takes its place whole. */
#define FRONT 80

static char text[64 * 1024];

/* All records of a store. */
static struct str
lines_of(const struct store *store, char *at, size_t size)
{
	struct store_place place = { .number = 0 };
	const struct keeper_record *record;
	struct buf buf;

	buf_init(&buf, at, size);
	while ((record = keeper_next(store, &place)) != NULL)
		MUST(place.kind == STORE_CLOAK ||
			BUF_SAY(&buf, keeper_word(place.kind),
			    keeper_record(record)),
		    "too much");
	return buf_str(&buf);
}

static int
directory(void)
{
	char path[SCRATCH_PATH];
	int fd;

	scratch_path(path, "state");
	(void)mkdir(path, 0700); /* it may be there */
	fd = open(path, O_RDONLY | O_DIRECTORY);
	MUST(fd != -1, "no directory");
	return fd;
}

static struct store
load(int fd)
{
	static void *memory;
	struct store store = { .fd = fd };
	struct error why;

	if (memory == NULL)
		memory = calloc(1, STORE_MEMORY);
	store.memory = memory;
	MUST(memory != NULL, "no memory");
	MUST(keeper_open(&store, false, &why), "it is refused: %s", why.text);
	return store;
}

static bool
change(struct store *store, const char *line)
{
	MUST(keeper_change(store, str_from(line)) == CODE_OK, "%s", line);
	return keeper_save(store);
}

static void
close_store(struct store *store)
{
	if (!store->is_object)
		append_close(&store->out);
}

/* Is what the store has the same when it is read again? */
static struct store
again(struct store store)
{
	static char before[sizeof(text)];
	const struct str lines = lines_of(&store, before, sizeof(before));

	close_store(&store);
	store = load(store.fd);
	TAP_STR(lines_of(&store, text, sizeof(text)), lines, "it is the same");
	return store;
}

static void
lasts(int fd)
{
	struct store store = load(fd);

	for (size_t i = 0; i < COUNT(changes); i++)
		MUST(change(&store, changes[i]), "it is not saved");
	store = again(store);
	/* Much that is out of date. */
	for (unsigned i = 0; i < 3000; i++) {
		char line[64];
		(void)snprintf(
		    line, sizeof(line), "mask tea b ~a:eve ali %u", i);
		MUST(change(&store, line), "it is not saved");
	}
	TAP_OK(store.is_object || store.out.size < 70000,
	    "a file does not grow for ever");
	store = again(store);
	close_store(&store);
}

/* Each time that it is torn, down to so many bytes, it goes on. */
static void
is_torn(int fd, int file, off_t front)
{
	struct store store;
	struct stat info;
	size_t good = 0;

	MUST(fstat(file, &info) == 0, "no file");
	for (off_t size = info.st_size; size > front; size--) {
		MUST(ftruncate(file, size) == 0, "ftruncate");
		store = load(fd);
		good += change(&store, "ban 192.0.2.2 0");
		close_store(&store);
		store = load(fd);
		good +=
		    keeper_find(&store, STORE_BAN, STR("192.0.2.2")) != NULL &&
		    !store.out.is_dirty;
		close_store(&store);
	}
	TAP_NUM(good, 2 * (size_t)(info.st_size - front),
	    "what is torn is cut off, and it goes on");
}

static void
test_torn(int directory)
{
	const int object = file_memfd("torn");
	char path[SCRATCH_PATH];
	struct store store;
	int file;

	scratch_path(path, "state/accounts");
	(void)unlink(path); /* it is made anew */
	for (int i = 0; i < 2; i++) {
		store = load(i == 0 ? directory : object);
		for (size_t at = 0; at < COUNT(changes); at++)
			MUST(change(&store, changes[at]), "it is not saved");
		close_store(&store);
	}
	file = open(path, O_RDWR);
	is_torn(directory, file, FRONT);
	is_torn(object, object, 0);
	io_close(&file);
}

/* A group that is told anew is saved as a whole, or stays as it was. */
static void
test_told_anew(void)
{
	static const char *const told[] = { "0 cut group tea",
		"0 put group tea ali 1 ns 5 key", "0 put topic tea ali 2 Two",
		"0 settle group tea" };
	static const char *const refused[] = { "0 cut group tea",
		"0 put group tea ali 1 ns 5 key", "0 put topic tea no",
		"3 settle group tea", "4 put ban 192.0.2.7 0", "0 put ban no",
		"5 put mask tea b x!*@* ali 3", "0 cut mask tea b x!*@*" };
	static struct keeper keeper;
	char answers[8 * KEEPER_ANSWER];
	struct buf answer;

	keeper.store = load(file_memfd("told"));
	buf_init(&answer, answers, sizeof(answers));
	(void)keeper_work(&keeper, STR("1 make 5 ali tulip-in-may"), &answer);
	for (size_t i = 0; i < COUNT(told); i++) {
		const uint64_t saved = keeper.store.saved;
		(void)keeper_work(&keeper, str_from(told[i]), &answer);
		TAP_OK((keeper.store.saved != saved) == (i + 1 == COUNT(told)),
		    "after \"%s\"", told[i]);
	}
	for (size_t i = 0; i < COUNT(refused); i++)
		(void)keeper_work(&keeper, str_from(refused[i]), &answer);
	keeper.store = again(keeper.store);
	TAP_OK(keeper_find(&keeper.store, STORE_TOPIC, STR("tea")) != NULL &&
		keeper_find(&keeper.store, STORE_BAN, STR("192.0.2.7")) != NULL,
	    "and nothing of it is saved by what comes next");
	TAP_OK(
	    keeper_find(&keeper.store, STORE_MASK, STR("tea b x!*@*")) == NULL,
	    "nor is anything later refused for it");
	TAP_OK(memmem(answers, buf_len(&answer), "answer 0 ", 9) == NULL,
	    "what has the number 0 is not answered");
	TAP_OK(keeper_work(&keeper, STR("2 put ban 192.0.2.1 0"), &answer) &&
		keeper_work(&keeper, STR("6 check 5 ali x"), &answer) &&
		!keeper_work(&keeper, STR("7 put ban no"), &answer),
	    "what is saved takes long, and what needs a hash");
	(void)keeper_work(&keeper, STR("0 cut ban 192.0.2.1"), &answer);
	TAP_OK(buf_len(&keeper.store.out.waiting) == 0,
	    "the end of a ban waits for nothing");
}

int
main(void)
{
	const int fd = directory(), object = file_memfd("test");

	lasts(fd);
	lasts(object);
	test_torn(fd);
	test_told_anew();
	return tap_done();
}
