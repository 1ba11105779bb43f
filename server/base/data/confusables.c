/* Names found by their looks: see confusables.h. */
#include "base/data/confusables.h"

#include <assert.h>

#include "base/data/hash.h"
#include "base/mem/arena.h"
#include "shared/limits.h"

#define BUCKETS 16384

/* The chains' row for one look of a number. */
#define ROW(number, way) ((number)*LOOK_WAYS + (way))
#define ROW_NUMBER(row) ((row) / LOOK_WAYS)
#define ROW_WAY(row) ((enum look_way)((row) % LOOK_WAYS))

#define ROOM (LIMIT_NAME * LOOK_GROWTH)

void
confusables_init(struct confusables *looks, size_t rows)
{
	assert(rows < UINT32_MAX / LOOK_WAYS);
	looks->entry = arena_table(rows, sizeof(*looks->entry));
	looks->room = arena_table(ROOM, sizeof(*looks->room));
	chain_init(&looks->chain, BUCKETS, rows * LOOK_WAYS);
}

void
confusables_empty(struct confusables *looks)
{
	chain_empty(&looks->chain);
}

/*
 * Hashes one look of a name. The whole look is stored for this only, in the
 * arena.
 */
static uint32_t
hash_of(const struct confusables *looks, struct str name, enum look_way way)
{
	struct look look;
	size_t count = 0;
	uint32_t c;

	look_begin(&look, name, way);
	while ((c = look_next(&look)) != 0) {
		assert(count < ROOM);
		looks->room[count++] = c;
	}
	return (uint32_t)hash_bytes(looks->room, count * sizeof(*looks->room));
}

static unsigned
ways_of(struct str name)
{
	return look_same(name, LOOK_FOLDED, name, LOOK_SHOWN) ? 1 : LOOK_WAYS;
}

void
confusables_add(struct confusables *looks, uint32_t number, struct str name)
{
	struct confusables_entry *entry = &looks->entry[number];

	assert(name.len > 0 && name.len <= LIMIT_NAME);
	entry->name = name;
	entry->ways = ways_of(name);
	for (unsigned way = 0; way < entry->ways; way++) {
		entry->hash[way] = hash_of(looks, name, way);
		chain_add(&looks->chain, entry->hash[way], ROW(number, way));
	}
}

void
confusables_drop(struct confusables *looks, uint32_t number)
{
	struct confusables_entry *entry = &looks->entry[number];

	for (unsigned way = 0; way < entry->ways; way++)
		chain_drop(&looks->chain, entry->hash[way], ROW(number, way));
	entry->ways = 0;
}

/* Finds a number as confusables_find does, by one look of the name. */
static uint32_t
confusables_lookup(const struct confusables *looks, struct str name,
    enum look_way way, uint32_t but)
{
	const uint32_t hash = hash_of(looks, name, way);
	uint32_t row = chain_first(&looks->chain, hash);

	for (; row != CHAIN_END; row = chain_next(&looks->chain, row)) {
		const uint32_t number = ROW_NUMBER(row);
		const enum look_way its = ROW_WAY(row);
		const struct confusables_entry *entry = &looks->entry[number];
		if (number != but && entry->hash[its] == hash &&
		    look_same(name, way, entry->name, its))
			return number;
	}
	return CONFUSABLES_NONE;
}

uint32_t
confusables_find(const struct confusables *looks, struct str name, uint32_t but)
{
	const uint32_t number =
	    confusables_lookup(looks, name, LOOK_FOLDED, but);

	if (number != CONFUSABLES_NONE || ways_of(name) == 1)
		return number;
	return confusables_lookup(looks, name, LOOK_SHOWN, but);
}
