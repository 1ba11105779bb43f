/* The keeper's tables in memory: see keeper_store.h. */
#include "helpers/keeper_store.h"

static const size_t most[STORE_KINDS] = {
	[STORE_ACCOUNT] = STORE_ACCOUNTS,
	[STORE_GROUP] = STORE_GROUPS,
	[STORE_BAN] = STORE_BANS,
	[STORE_ENDED] = STORE_ENDS,
};

size_t
store_size(void)
{
	size_t size = 0;

	for (size_t kind = 0; kind < STORE_KINDS; kind++)
		size += store_record_size((enum store_kind)kind) * most[kind];
	return size;
}

void
store_init(struct store *store, void *memory)
{
	char *at = memory;

	*store = (struct store) { .has_cloak = false };
	for (size_t kind = 0; kind < STORE_KINDS; kind++) {
		store->table[kind].at = at;
		at += store_record_size((enum store_kind)kind) * most[kind];
	}
}

static char *
row(const struct store *store, enum store_kind kind, size_t number)
{
	return store->table[kind].at + number * store_record_size(kind);
}

/*
 * Returns the place of the first record whose name does not come before that
 * one; it may be after the last.
 */
static size_t
place(const struct store *store, enum store_kind kind, struct str name)
{
	size_t low = 0, high = store->table[kind].count;

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const void *at = row(store, kind, middle);
		if (str_casecmp(store_str(at), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct store_record *
store_at(const struct store *store, enum store_kind kind, size_t number)
{
	return number < store->table[kind].count ?
	    (const void *)row(store, kind, number) :
	    NULL;
}

const struct store_record *
store_find(const struct store *store, enum store_kind kind, struct str name)
{
	const struct store_record *found =
	    store_at(store, kind, place(store, kind, name));

	return found != NULL && str_caseeq(store_str(&found->name), name) ?
	    found :
	    NULL;
}

/* Moves the records from there to the end by one record, up or down. */
static void
move(struct store *store, enum store_kind kind, size_t from, size_t to)
{
	const size_t behind = store->table[kind].count - from;

	memmove(row(store, kind, to), row(store, kind, from),
	    behind * store_record_size(kind));
	store->table[kind].count = to + behind;
}

bool
store_set(struct store *store, enum store_kind kind, struct str name,
    const struct store_record *record, struct store_record *old)
{
	const size_t number = place(store, kind, name);
	const struct store_record *found = store_find(store, kind, name);
	const size_t before = found != NULL, after = record != NULL;

	old->name.len = 0;
	if (before > 0)
		memcpy(old, found, store_record_size(kind));
	if (after > before && store->table[kind].count == most[kind])
		return false;
	if (after != before)
		move(store, kind, number + before, number + after);
	if (after > 0)
		memcpy(
		    row(store, kind, number), record, store_record_size(kind));
	return true;
}

void
store_expire(struct store *store, uint64_t now)
{
	for (size_t i = store->table[STORE_BAN].count; i > 0; i--) {
		uint64_t until = 0;
		(void)str_to_number(
		    store_first(store_at(store, STORE_BAN, i - 1)), UINT64_MAX,
		    &until); /* always a number */
		if (until != 0 && until <= now)
			move(store, STORE_BAN, i, i - 1);
	}
}

bool
store_account(
    const struct store *store, struct str name, struct store_account *account)
{
	const struct store_record *found =
	    store_find(store, STORE_ACCOUNT, name);

	return found != NULL && store_account_of(found, account);
}
