/*
 * helpers/keeper_lines: whatever lines a file has, what passes is written as
 * lines that pass as well and mean the same, and each record is found by its
 * name.
 */
#include "helpers/keeper_lines.h"

#include <stdlib.h>

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

#define ROOM ((size_t)1024 * 1024)

static struct store
fresh(void **memory)
{
	struct store store;

	if (*memory == NULL)
		*memory = malloc(store_size());
	MUST(*memory != NULL, "no memory");
	store_init(&store, *memory);
	return store;
}

static struct str
text_of(const struct store *store, char *room)
{
	struct store_writing writing = { .step = 0 };
	struct buf buf;
	size_t before;

	buf_init(&buf, room, ROOM);
	do {
		before = buf_len(&buf);
		MUST(ROOM - before >= STORE_LINE, "that is too much");
	} while (store_write(store, &writing, &buf) &&
	    buf_len(&buf) - before <= STORE_LINE);
	MUST(buf_len(&buf) == before, "a line is too long");
	return buf_str(&buf);
}

/* Are all lines of it good, up to the end? Those that are stay in the store. */
static bool
read_all(struct store *store, struct str text)
{
	struct store_reading reading = { .lines = 0 };
	struct str line;
	bool good = true;

	while (fuzz_line(&text, &line))
		good = good && store_read(store, &reading, line) == NULL;
	return good && reading.ended;
}

static void
finds_all(const struct store *store)
{
	for (unsigned kind = 0; kind < STORE_KINDS; kind++) {
		const enum store_kind of = (enum store_kind)kind;
		const void *record;
		for (size_t i = 0; (record = store_at(store, of, i)) != NULL;
		     i++)
			MUST(store_find(store, of, store_str(record)) == record,
			    "it is not found");
	}
}

void
fuzz(struct str input)
{
	static void *memory, *other_memory;
	static char room[ROOM], other_room[ROOM];
	struct store store = fresh(&memory), other = fresh(&other_memory);
	struct str text, other_text;

	(void)read_all(&store, input);
	finds_all(&store);
	text = text_of(&store, room);
	MUST(read_all(&other, text), "what was written cannot be read");
	other_text = text_of(&other, other_room);
	MUST(str_eq(text, other_text), "it means something else");
}
