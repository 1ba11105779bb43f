/*
 * helpers/keeper_file: whenever a writer is killed, all of what it has said
 * that it has saved is there, in a directory as in an object, and nothing is
 * broken.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers/keeper_file.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define ROUNDS 40
#define GROUPS 400 /* one change more or less: some of them go and come */

static char room[KEEPER_ROOM];
static volatile uint32_t *saved; /* the last that was; shared */

static struct store *
fresh(void)
{
	static struct store store;
	static void *memory;

	if (memory == NULL)
		memory = malloc(store_size());
	MUST(memory != NULL, "no memory");
	store_init(&store, memory);
	return &store;
}

/* The store is about that number: all its groups have it as their limit. */
static void
fill(struct store *store, uint32_t number)
{
	struct store_record record, old;
	char text[64];

	for (unsigned i = 0; i < GROUPS + number % 7 * 100; i++) {
		(void)snprintf(text, sizeof(text), "g%u ali 5 - %u", i, number);
		MUST(store_scan(STORE_GROUP, str_from(text), &record) == NULL &&
			store_set(store, STORE_GROUP, store_str(&record.name),
			    &record, &old),
		    "no group");
	}
}

/* The limit of a group of fill. */
static uint32_t
limit_of(const struct store_record *group)
{
	struct str text = store_text(group);
	uint64_t limit = 0;

	for (int i = 0; i < 3; i++)
		(void)str_word(&text);
	MUST(str_to_number(text, UINT32_MAX, &limit), "no limit");
	return (uint32_t)limit;
}

/* The number that the file is about; it is whole. */
static uint32_t
number_in(struct keeper_file *file)
{
	struct store *store = fresh();
	const struct store_record *group;
	uint32_t number = 0;
	struct error why;

	MUST(keeper_file_load(file, store, &why), "%s", why.text);
	for (size_t i = 0; (group = store_at(store, STORE_GROUP, i)) != NULL;
	     i++) {
		MUST(i == 0 || limit_of(group) == number, "of two changes");
		number = limit_of(group);
	}
	MUST(number == 0 ||
		store->table[STORE_GROUP].count == GROUPS + number % 7 * 100,
	    "some are missing");
	return number;
}

static void
write_on(struct keeper_file *file)
{
	for (uint32_t number = number_in(file) + 1;; number++) {
		struct store *store = fresh();
		fill(store, number);
		if (!keeper_file_save(file, store))
			_exit(1);
		*saved = number;
	}
}

/* Half of them have saved something, however long that takes. */
static void
kill_one(struct keeper_file *file)
{
	const usec until = deadline();
	const uint32_t before = *saved;
	const bool waits = dice_once_in(2);
	const pid_t child = fork();
	int status;

	MUST(child != -1, "no process");
	if (child == 0)
		write_on(file);
	while (waits && *saved == before)
		MUST(deadline_pause(until), "nothing is saved");
	pass_time(dice(15000) + 200);
	MUST(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child &&
		WIFSIGNALED(status),
	    "it has ended by itself");
}

static void
goes_on(struct keeper_file file, const char *what)
{
	*saved = 0;
	for (int i = 0; i < ROUNDS; i++) {
		struct keeper_file other = file;
		kill_one(&file);
		const uint32_t number = number_in(&other);
		MUST(number == *saved || number == *saved + 1,
		    "%u was saved, %u is there", *saved, number);
		*saved = number; /* who was killed may not have said so */
	}
	TAP_OK(*saved > 0, "%s: %u changes, and none lost", what, *saved);
}

int
main(void)
{
	char name[SCRATCH_PATH];

	dice_begin();
	saved = mmap(NULL, sizeof(*saved), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(saved != MAP_FAILED, "no memory");
	scratch_path(name, ".");
	goes_on((struct keeper_file) { .fd = open(name, O_RDONLY | O_DIRECTORY),
		    .owner = geteuid(),
		    .room = room },
	    "a directory");
	goes_on(
	    (struct keeper_file) {
		.fd = scratch_nameless(), .is_object = true, .room = room },
	    "an object");
	return tap_done();
}
