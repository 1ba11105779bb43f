/* Names found by their skeletons: see confusables.h. */
#include "base/data/confusables.h"

#include <assert.h>

#include "base/data/index.h"
#include "base/mem/arena.h"
#include "shared/limits.h"

#define ROOM (LIMIT_NAME * SKELETON_GROWTH)

void
confusables_init(struct confusables *table, size_t rows)
{
	table->name = arena_table(rows, sizeof(*table->name));
	for (size_t kind = 0; kind < SKELETON_KINDS; kind++)
		table->hash[kind] =
		    arena_table(rows, sizeof(*table->hash[kind]));
	table->room = arena_table(ROOM, sizeof(*table->room));
}

void
confusables_empty(struct confusables *table)
{
	while (table->ever > 0)
		table->name[--table->ever] = STR("");
}

/*
 * Hashes one skeleton of a name. All of it is stored for this only, in the
 * arena.
 */
static uint32_t
hash_of(
    const struct confusables *table, struct str name, enum skeleton_kind kind)
{
	struct skeleton skeleton;
	size_t count = 0;
	uint32_t c;

	skeleton_begin(&skeleton, name, kind);
	while ((c = skeleton_next(&skeleton)) != 0) {
		assert(count < ROOM);
		table->room[count++] = c;
	}
	return (uint32_t)hash_bytes(table->room, count * sizeof(*table->room));
}

void
confusables_add(struct confusables *table, uint32_t number, struct str name)
{
	assert(name.len > 0 && name.len <= LIMIT_NAME);
	table->name[number] = name;
	for (unsigned kind = 0; kind < SKELETON_KINDS; kind++)
		table->hash[kind][number] = hash_of(table, name, kind);
	if (table->ever <= number)
		table->ever = number + 1;
}

void
confusables_drop(struct confusables *table, uint32_t number)
{
	table->name[number] = STR("");
}

uint32_t
confusables_find(const struct confusables *table, struct str name, uint32_t but)
{
	const uint32_t *folded = table->hash[SKELETON_FOLDED];
	const uint32_t *shown = table->hash[SKELETON_SHOWN];
	const uint32_t one = hash_of(table, name, SKELETON_FOLDED);
	const uint32_t other = hash_of(table, name, SKELETON_SHOWN);

	for (uint32_t i = 0; i < table->ever; i++)
		if ((folded[i] == one || folded[i] == other ||
			shown[i] == one || shown[i] == other) &&
		    i != but && table->name[i].len > 0 &&
		    skeleton_confusable(name, table->name[i]))
			return i;
	return CONFUSABLES_NONE;
}
