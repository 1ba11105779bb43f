/*
 * server/base/data/index: names, and those that look like them, at random
 * beside a naive search.
 */

#include "server/base/data/index.h"
#include "server/base/mem/arena.h"
#include "shared/limits.h"
#include "shared/text/twins.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define NUMBERS 6
#define TRIES 20000

/* Some of them look like each other, not all of those like a third. */
static const struct str names[] = {
	{ "modem", 5 },
	{ "modern", 6 },
	{ "MODEM", 5 },
	{ "paul", 4 },
	{ "PAUI", 4 },
	{ "paui", 4 },
	{ "pau1", 4 },
	{ "SAI", 3 },
	{ "\u0455\u0430\u0456", 6 },
	{ "sal", 3 },
	{ "root", 4 },
	{ "r\u03bf0t", 5 },
	{ "\u0422\u041e\u041c", 6 },
	{ "\u0442\u043e\u043c", 6 },
	{ "tom", 3 },
	{ "%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%", 32 },
};

static const struct str *has[NUMBERS]; /* null: no name */
static struct row {
	uint8_t len;
	char name[LIMIT_NAME];
} rows[NUMBERS];
static struct index table;

/* All rows of that name are found, each once. */
static bool
finds(struct str name)
{
	uint32_t row = index_find(&table, name);
	size_t found = 0, there = 0;

	for (; row != INDEX_NONE && found <= NUMBERS; found++) {
		if (has[row] == NULL || !str_caseeq(*has[row], name))
			return false;
		row = index_next(&table, name, row);
	}
	for (size_t i = 0; i < NUMBERS; i++)
		there += has[i] != NULL && str_caseeq(*has[i], name);
	return found == there;
}

static bool
agrees(void)
{
	const struct str name = names[dice(COUNT(names))];
	const uint32_t but = dice(NUMBERS + 1);
	const uint32_t found = index_like(&table, name, but);

	if (found != INDEX_NONE)
		return found < NUMBERS && found != but && has[found] != NULL &&
		    twins_alike(*has[found], name);
	for (uint32_t i = 0; i < NUMBERS; i++)
		if (i != but && has[i] != NULL && twins_alike(*has[i], name))
			return false;
	return true;
}

static void
add(uint32_t number, const struct str *name)
{
	has[number] = name;
	rows[number].len = (uint8_t)name->len;
	memcpy(rows[number].name, name->at, name->len);
	index_add(&table, number);
}

static void
change(void)
{
	const uint32_t number = dice(NUMBERS);

	if (has[number] != NULL) {
		index_drop(&table, number);
		has[number] = NULL;
	} else {
		add(number, &names[dice(COUNT(names))]);
	}
}

int
main(void)
{
	bool good = true;

	dice_begin();
	hash_init();
	INDEX_INIT(&table, rows, NUMBERS, 2, INDEX_LIKE(struct row, name, len));
	for (unsigned i = 0; i < TRIES && good; i++) {
		change();
		good = agrees() && finds(names[dice(COUNT(names))]);
	}
	TAP_OK(good, "%d changes at random", TRIES);
	for (uint32_t i = 0; i < NUMBERS; i++)
		has[i] = NULL;
	index_empty(&table);
	add(0, &names[0]);
	TAP_NUM(index_like(&table, names[1], INDEX_NONE), 0, "emptied, and on");
	TAP_NUM(index_like(&table, names[1], 0), INDEX_NONE, "but oneself");
	return tap_done();
}
