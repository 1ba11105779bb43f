/* Names found by their skeletons: see confusables.h. */
#include "base/data/confusables.h"

#include <assert.h>

#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "shared/limits.h"

#define BUCKETS 16384

/* The chains' row for one skeleton of a number. */
#define ROW(number, kind) ((number)*SKELETON_KINDS + (kind))
#define ROW_NUMBER(row) ((row) / SKELETON_KINDS)
#define ROW_KIND(row) ((enum skeleton_kind)((row) % SKELETON_KINDS))

#define ROOM (LIMIT_NAME * SKELETON_GROWTH)

void
confusables_init(struct confusables *table, size_t rows)
{
	assert(rows < UINT32_MAX / SKELETON_KINDS);
	table->entry = arena_table(rows, sizeof(*table->entry));
	table->room = arena_table(ROOM, sizeof(*table->room));
	hash_chains_init(&table->chains, BUCKETS, rows * SKELETON_KINDS);
}

void
confusables_empty(struct confusables *table)
{
	hash_chains_empty(&table->chains);
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

static unsigned
kinds_of(struct str name)
{
	return skeleton_same(name, SKELETON_FOLDED, name, SKELETON_SHOWN) ?
	    1 :
	    SKELETON_KINDS;
}

void
confusables_add(struct confusables *table, uint32_t number, struct str name)
{
	struct confusables_entry *entry = &table->entry[number];

	assert(name.len > 0 && name.len <= LIMIT_NAME);
	entry->name = name;
	entry->kinds = kinds_of(name);
	for (unsigned kind = 0; kind < entry->kinds; kind++) {
		entry->hash[kind] = hash_of(table, name, kind);
		hash_chains_add(
		    &table->chains, entry->hash[kind], ROW(number, kind));
	}
}

void
confusables_drop(struct confusables *table, uint32_t number)
{
	struct confusables_entry *entry = &table->entry[number];

	for (unsigned kind = 0; kind < entry->kinds; kind++)
		hash_chains_drop(
		    &table->chains, entry->hash[kind], ROW(number, kind));
	entry->kinds = 0;
}

/* Finds a number as confusables_find does, by one skeleton of the name. */
static uint32_t
confusables_lookup(const struct confusables *table, struct str name,
    enum skeleton_kind kind, uint32_t but)
{
	const uint32_t hash = hash_of(table, name, kind);
	uint32_t row = hash_chains_first(&table->chains, hash);

	for (; row != HASH_CHAINS_END;
	     row = hash_chains_next(&table->chains, row)) {
		const uint32_t number = ROW_NUMBER(row);
		const enum skeleton_kind its = ROW_KIND(row);
		const struct confusables_entry *entry = &table->entry[number];
		if (number != but && entry->hash[its] == hash &&
		    skeleton_same(name, kind, entry->name, its))
			return number;
	}
	return CONFUSABLES_NONE;
}

uint32_t
confusables_find(const struct confusables *table, struct str name, uint32_t but)
{
	const uint32_t number =
	    confusables_lookup(table, name, SKELETON_FOLDED, but);

	if (number != CONFUSABLES_NONE || kinds_of(name) == 1)
		return number;
	return confusables_lookup(table, name, SKELETON_SHOWN, but);
}
