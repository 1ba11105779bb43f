/*
 * server/base/data/hash_chains: rows by a hash, at random beside a naive model.
 */
#include "server/base/data/index.h"

#include "shared/str.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define ROWS 60
#define BUCKETS 7
#define KEYS 25 /* more than one of them in each bucket */
#define TRIES 20000

/* Which rows are in, and under which hash; those of a hash by age. */
static struct {
	bool in[ROWS];
	uint64_t hash[ROWS];
	unsigned added[ROWS]; /* the later, the higher */
	unsigned changes;
} model;

/* Hashes are of any size, and some of the same bucket. */
static uint64_t
hash_of(uint32_t key)
{
	return key % 2 == 0 ? key : UINT64_MAX - key;
}

/*
 * Checks one hash: all rows with it are found once, the last added first, and
 * other rows only if they share the bucket.
 */
static bool
finds(const struct hash_chains *chains, uint64_t hash)
{
	size_t found = 0, wanted = 0, steps = 0;
	uint32_t last = HASH_CHAINS_END;

	for (uint32_t row = 0; row < ROWS; row++)
		wanted += model.in[row] && model.hash[row] == hash;
	for (uint32_t row = hash_chains_first(chains, hash);
	     row != HASH_CHAINS_END; row = hash_chains_next(chains, row)) {
		if (row >= ROWS || !model.in[row] || ++steps > ROWS ||
		    model.hash[row] % BUCKETS != hash % BUCKETS)
			return false;
		if (model.hash[row] != hash)
			continue;
		if (last != HASH_CHAINS_END &&
		    model.added[row] > model.added[last])
			return false;
		last = row;
		found++;
	}
	return found == wanted;
}

static bool
agrees(const struct hash_chains *chains)
{
	for (uint32_t key = 0; key < KEYS; key++)
		if (!finds(chains, hash_of(key)))
			return false;
	return true;
}

static void
change(struct hash_chains *chains)
{
	const uint32_t row = dice(ROWS);

	if (model.in[row]) {
		hash_chains_drop(chains, model.hash[row], row);
		model.in[row] = false;
		return;
	}
	model.in[row] = true;
	model.hash[row] = hash_of(dice(KEYS));
	model.added[row] = ++model.changes;
	hash_chains_add(chains, model.hash[row], row);
}

static void
is_like_the_model(void)
{
	struct hash_chains chains;
	bool good = true;

	hash_chains_init(&chains, BUCKETS, ROWS);
	TAP_OK(agrees(&chains), "at first nothing is found");
	for (unsigned i = 0; i < TRIES && good; i++) {
		change(&chains);
		if (dice_once_in(TRIES / 5)) {
			hash_chains_empty(&chains);
			memset(model.in, 0, sizeof(model.in));
		}
		good = agrees(&chains);
	}
	TAP_OK(good, "%d changes at random", TRIES);
	hash_chains_empty(&chains);
	memset(model.in, 0, sizeof(model.in));
	TAP_OK(agrees(&chains), "and nothing when it is emptied");
}

/* All in one bucket is slow, and not wrong. */
static void
has_one_bucket(void)
{
	struct hash_chains chains;
	uint32_t row, count = 0;

	hash_chains_init(&chains, 1, ROWS);
	for (row = 0; row < ROWS; row++)
		hash_chains_add(&chains, row, row);
	for (row = hash_chains_first(&chains, 12345); row != HASH_CHAINS_END;
	     row = hash_chains_next(&chains, row))
		count++;
	TAP_NUM(count, ROWS, "one bucket has them all");
	hash_chains_drop(&chains, ROWS - 1, ROWS - 1);
	hash_chains_drop(&chains, 0, 0);
	hash_chains_drop(&chains, ROWS / 2, ROWS / 2);
	count = 0;
	for (row = hash_chains_first(&chains, 0); row != HASH_CHAINS_END;
	     row = hash_chains_next(&chains, row))
		count += row != 0 && row != ROWS - 1 && row != ROWS / 2;
	TAP_NUM(count, ROWS - 3, "but the first, the last and one between");
}

int
main(void)
{
	dice_begin();
	is_like_the_model();
	has_one_bucket();
	return tap_done();
}
