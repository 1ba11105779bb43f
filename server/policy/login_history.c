/*
 * Logins: see login_history.h. An account has only a few rows, so filling the
 * table takes many accounts.
 */
#include "policy/login_history.h"

#include "shared/names.h"

/* An address from which somebody has logged in to an account. */
struct place {
	struct named_origin origin;
	usec last;
};

static const struct field saved_place[] = {
	FIELD(REAL, struct place, last),
};

struct origin_table login_history_places = { LIT("place"), 16384,
	sizeof(struct place), { saved_place, COUNT(saved_place) },
	.is_named = true, .by_name = true };

/*
 * Returns the account's place that was used longest ago, and counts its places.
 */
static struct place *
find_oldest(struct str account, size_t *count)
{
	struct place *oldest =
	    origin_table_named(&login_history_places, account, NULL);

	*count = 0;
	for (struct place *place = oldest; place != NULL;
	     place =
		 origin_table_named(&login_history_places, account, place)) {
		++*count;
		if (place->last < oldest->last)
			oldest = place;
	}
	return oldest;
}

/* Adds a place to an account, or replaces its oldest one. */
static struct place *
add_place(const struct network *from, struct str account)
{
	size_t count;
	struct place *oldest = find_oldest(account, &count);

	if (count < LOGIN_HISTORY_PLACES)
		return origin_table_make(&login_history_places, from, account);
	origin_table_rekey(&login_history_places, oldest, from, account);
	return oldest;
}

void
login_history_add(const struct network *from, struct str account, usec now)
{
	struct place *place;

	if (name_spelling(account) != CODE_OK)
		return;
	place = origin_table_find(&login_history_places, from, account);
	if (place == NULL)
		place = add_place(from, account);
	place->last = now;
}

bool
login_history_has(const struct network *from, struct str account)
{
	return name_spelling(account) == CODE_OK &&
	    origin_table_find(&login_history_places, from, account) != NULL;
}
